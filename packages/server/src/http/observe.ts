import type { MiddlewareHandler } from 'hono';
import { currentTraceId, inSpan, isTraceUnderWay, type Metrics } from '../telemetry/index.ts';
import type { Environment } from './context.ts';

export interface ObserveParts {
  readonly metrics: Metrics;
  readonly basePath: string;
}

const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Addresses that the contract does not have, by how they begin. */
const otherRoutes: readonly (readonly [path: string, route: string])[] = [
  ['/api/v1/uploads', 'upload'],
  ['/api/v1/events', 'streamEvents'],
  ['/api/v1/openapi.json', 'getDocument'],
  ['/api/v1/auth/', 'authCallback'],
  ['/api/compat/removebg/', 'removebg'],
  ['/healthz', 'isAlive'],
  ['/readyz', 'isReady'],
  ['/metrics', 'getMetrics'],
];

function otherRoute(path: string): string {
  return otherRoutes.find(([begin]) => path.startsWith(begin))?.[1] ?? 'other';
}

/** Makes a span of each request, and counts it: by the name of its route, so that no address becomes a series of its own. */
export function observe({ metrics, basePath }: ObserveParts): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const method = knownMethods.has(context.req.method) ? context.req.method : 'OTHER';
    const startedAt = performance.now();
    metrics.change('httpInFlight', {}, 1);
    try {
      await inSpan(
        method,
        async (span) => {
          const traceId = span.isRecording() ? currentTraceId() : undefined;
          if (traceId !== undefined) context.set('log', context.get('log').child({ traceId }));
          await next();
          const route = context.get('route') ?? otherRoute(context.req.path.slice(basePath.length));
          context.set('route', route);
          if (!span.isRecording()) return;
          span.updateName(`${method} ${route}`);
          span.setAttributes({
            'http.route': route,
            'http.response.status_code': context.res.status,
            'forecourt.correlation_id': context.get('correlationId'),
          });
          const problem = context.get('problem');
          if (problem !== undefined) span.setAttribute('error.type', problem);
        },
        {
          kind: 'server',
          attributes: { 'http.request.method': method, 'url.path': context.req.path },
          // An embedding application that traces has begun the span of this request already.
          parent: isTraceUnderWay() ? null : context.req.header('traceparent'),
        },
      );
    } finally {
      metrics.change('httpInFlight', {}, -1);
      const { status } = context.res;
      const route = context.get('route') ?? 'other';
      metrics.observe('httpDuration', { route, method, status: `${Math.floor(status / 100)}xx` }, (performance.now() - startedAt) / 1000);
      const problem = context.get('problem');
      if (problem !== undefined) metrics.count('errors', { where: route === 'upload' ? 'uploads' : 'http', code: problem });
    }
  };
}
