import type { Hono } from 'hono';
import type { Environment } from './context.ts';
import type { Readiness } from './readiness.ts';

export interface ReadinessSource {
  readiness(): Promise<Readiness>;
}

/** Mounts the two addresses for whatever watches over the process. */
export function mountHealth(app: Hono<Environment>, parts: ReadinessSource): void {
  app.get('/healthz', (context) => context.json({ state: 'alive' }, 200, { 'Cache-Control': 'no-store' }));
  app.get('/readyz', async (context) => {
    const readiness = await parts.readiness();
    return context.json(readiness, readiness.isReady ? 200 : 503, { 'Cache-Control': 'no-store' });
  });
}
