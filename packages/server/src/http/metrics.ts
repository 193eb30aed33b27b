import { createHash, timingSafeEqual } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import type { Hono } from 'hono';
import { type Identity, requireAccess } from '../identity/index.ts';
import type { Metrics } from '../telemetry/index.ts';
import type { Environment } from './context.ts';

export interface MetricsParts {
  readonly metrics: Metrics;
  readonly identity: Pick<Identity, 'identify'>;
  /** Lets a scraper in that is nobody: FORECOURT_METRICS_TOKEN. */
  readonly metricsToken: string | undefined;
}

/** Mounts the figures for Prometheus. They tell how much a dealership does, so they are not open: a token, or `installation:read`. */
export function mountMetrics(app: Hono<Environment>, { metrics, identity, metricsToken }: MetricsParts): void {
  app.get('/metrics', async (context) => {
    if (!isToken(context.req.header('authorization'), metricsToken)) {
      const caller = await identity.identify(context.req.raw).catch((error: unknown) => {
        // A token that is neither ours nor a key should be told what to be.
        throw ForecourtError.is(error) && error.code === 'UNAUTHENTICATED' ? unauthenticated() : error;
      });
      if (caller === null) throw unauthenticated();
      requireAccess(caller, 'installation:read');
    }
    const { text, contentType } = await metrics.read();
    return new Response(text, { headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } });
  });
}

function unauthenticated(): ForecourtError {
  return new ForecourtError('UNAUTHENTICATED', 'Figures are not open to everybody.', {
    hint: 'Send FORECOURT_METRICS_TOKEN as a bearer token, or an API key with the right to read the installation.',
  });
}

/** Hashes of both, so that neither length nor a common beginning shows in the time it takes. */
function isToken(header: string | undefined, token: string | undefined): boolean {
  const [, given] = /^bearer (.+)$/i.exec(header ?? '') ?? [];
  if (given === undefined || token === undefined) return false;
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
