import { accountRoutes } from './account.ts';
import { auditRoutes } from './audit.ts';
import { diagnosticRoutes } from './diagnostics.ts';
import { errorRoutes } from './errors.ts';
import { executionRoutes } from './executions.ts';
import { generationRoutes } from './generations.ts';
import { hostRoutes } from './hosts.ts';
import { identityRoutes } from './identity.ts';
import { importRoutes } from './imports.ts';
import { jobRoutes } from './jobs.ts';
import { notificationRoutes } from './notifications.ts';
import { peopleRoutes } from './people.ts';
import { photoRoutes } from './photos.ts';
import { providerRoutes } from './providers.ts';
import { queueRoutes } from './queue.ts';
import { scriptRoutes } from './scripts.ts';
import { storageRoutes } from './storage.ts';
import { syncRoutes } from './sync.ts';
import { usageRoutes } from './usage.ts';
import { vehicleRoutes } from './vehicles.ts';
import { webhookRoutes } from './webhooks.ts';

export { commonErrors, type Route } from './route.ts';

/** Every route of the REST API by the name of its operation. */
export const routes = {
  ...identityRoutes,
  ...auditRoutes,
  ...accountRoutes,
  ...peopleRoutes,
  ...vehicleRoutes,
  ...photoRoutes,
  ...generationRoutes,
  // Before the routes of single jobs, whose ids would take their names.
  ...queueRoutes,
  ...jobRoutes,
  ...importRoutes,
  ...errorRoutes,
  ...notificationRoutes,
  ...diagnosticRoutes,
  ...webhookRoutes,
  ...providerRoutes,
  ...usageRoutes,
  ...storageRoutes,
  ...hostRoutes,
  ...scriptRoutes,
  ...executionRoutes,
  ...syncRoutes,
} as const;
export type RouteName = keyof typeof routes;
