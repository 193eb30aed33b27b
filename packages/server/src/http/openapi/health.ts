import { z } from 'zod';
import { readinessSchema } from '../readiness.ts';
import type { Registry } from './registry.ts';

/** Describes the two addresses for whatever watches over the process. */
export function describeHealth(registry: Registry, basePath: string): void {
  const servers = [{ url: basePath === '' ? '/' : basePath }];
  const readiness = { 'application/json': { schema: readinessSchema } };
  registry.registerPath({
    method: 'get',
    path: '/healthz',
    operationId: 'isAlive',
    tags: ['Health'],
    summary: 'Whether the process answers.',
    servers,
    responses: { '200': { description: 'It does.', content: { 'application/json': { schema: z.object({ state: z.literal('alive') }) } } } },
  });
  registry.registerPath({
    method: 'get',
    path: '/readyz',
    operationId: 'isReady',
    tags: ['Health'],
    summary: 'Whether every part works: database, jobs, files, worker.',
    servers,
    responses: {
      '200': { description: 'Every part works.', content: readiness },
      '503': { description: 'At least one does not; each says what to do.', content: readiness },
    },
  });
}
