import { z } from 'zod';
import { readinessSchema } from '../readiness.ts';
import { problemResponses } from './problem-responses.ts';
import { type Registry, security } from './registry.ts';

/** Describes the addresses for whatever watches over the process. */
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
  registry.registerPath({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tags: ['Health'],
    summary: 'Figures for Prometheus, in its text format.',
    description: 'For whoever sends FORECOURT_METRICS_TOKEN as a bearer token, or has the right `installation:read`.',
    security,
    servers,
    responses: {
      '200': { description: 'Every figure of this server.', content: { 'text/plain': { schema: z.string() } } },
      ...problemResponses(['UNAUTHENTICATED', 'FORBIDDEN']),
    },
  });
}
