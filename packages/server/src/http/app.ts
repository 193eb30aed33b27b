import { ForecourtError } from '@forecourt/errors';
import { type RouteName, routes } from '@forecourt/sdk/contract';
import { Hono } from 'hono';
import type { Logger } from '../settings/logger.ts';
import { type AgentFileParts, mountAgentFiles } from './agent-files.ts';
import { mountAuthCallback } from './auth-callback.ts';
import { type CompatParts, mountCompat } from './compat.ts';
import type { Environment } from './context.ts';
import { correlate, failed } from './correlation.ts';
import { type EventParts, mountEvents } from './events.ts';
import { type FailureParts, noteFailures } from './failures.ts';
import type { HandlerParts } from './handler-parts.ts';
import { createHandlers } from './handlers.ts';
import { mountHealth, type ReadinessSource } from './health.ts';
import { type MetricsParts, mountMetrics } from './metrics.ts';
import { type MountParts, mountRoute } from './mount.ts';
import { observe } from './observe.ts';
import { mountDocument } from './openapi/mount.ts';
import { refuseOtherMethods } from './other-methods.ts';
import { mountUploads, type UploadParts } from './uploads.ts';

interface OwnParts {
  readonly logger: Logger;
  /** Where the API is mounted: empty for the root. */
  readonly basePath: string;
  readonly isProxyTrusted: boolean;
  isStopping(): boolean;
}

export type AppParts = OwnParts &
  HandlerParts &
  MountParts &
  EventParts &
  UploadParts &
  CompatParts &
  AgentFileParts &
  ReadinessSource &
  FailureParts &
  MetricsParts;

export type App = Hono<Environment>;

/** Puts the routes of the contract and the few others behind one fetch function. Whatever fails answers a problem document. */
export function createApp(parts: AppParts): App {
  const app: App = new Hono<Environment>().basePath(parts.basePath || '/');
  app.onError((error, context) => failed(error, context));
  app.notFound((context) => failed(new ForecourtError('NOT_FOUND', `There is nothing at ${context.req.path}.`), context));
  app.use(correlate(parts));
  app.use(observe(parts));
  app.use(noteFailures(parts));
  app.use(async (context, next) => {
    if (parts.isStopping() && !['GET', 'HEAD', 'OPTIONS'].includes(context.req.method)) {
      throw new ForecourtError('SERVER_STOPPING', 'This server is stopping.', { details: { retryAfterSeconds: 2 } });
    }
    await next();
  });
  mountHealth(app, parts);
  mountMetrics(app, parts);
  mountDocument(app, parts.basePath);
  mountUploads(app, parts);
  mountEvents(app, parts);
  mountAuthCallback(app, parts);
  mountAgentFiles(app, parts);
  mountCompat(app, parts);
  const handlers = createHandlers(parts);
  const mount = <Name extends RouteName>(name: Name) => mountRoute(app, parts, name, handlers[name]);
  // The table is the contract's own, so its keys are exactly the names.
  for (const name of Object.keys(routes) as RouteName[]) mount(name);
  refuseOtherMethods(app, parts.basePath);
  return app;
}
