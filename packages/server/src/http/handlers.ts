import type { Handlers } from './call.ts';
import type { HandlerParts } from './handler-parts.ts';
import { accountHandlers } from './routes/account.ts';
import { assetHandlers } from './routes/assets.ts';
import { auditHandlers } from './routes/audit.ts';
import { diagnosticHandlers } from './routes/diagnostics.ts';
import { errorHandlers } from './routes/errors.ts';
import { executionHandlers } from './routes/executions.ts';
import { generationHandlers } from './routes/generations.ts';
import { hostHandlers } from './routes/hosts.ts';
import { identityHandlers } from './routes/identity.ts';
import { importHandlers } from './routes/imports.ts';
import { jobHandlers } from './routes/jobs.ts';
import { keyHandlers } from './routes/keys.ts';
import { notificationHandlers } from './routes/notifications.ts';
import { peopleHandlers } from './routes/people.ts';
import { photoHandlers } from './routes/photos.ts';
import { providerHandlers } from './routes/providers.ts';
import { queueHandlers } from './routes/queue.ts';
import { reviewHandlers } from './routes/review.ts';
import { scriptHandlers } from './routes/scripts.ts';
import { storageHandlers } from './routes/storage.ts';
import { syncHandlers } from './routes/sync.ts';
import { usageHandlers } from './routes/usage.ts';
import { vehicleHandlers } from './routes/vehicles.ts';
import { webhookHandlers } from './routes/webhooks.ts';

/** A handler for every route of the contract. */
export function createHandlers(parts: HandlerParts): Handlers {
  return {
    ...identityHandlers(parts),
    ...accountHandlers(parts),
    ...peopleHandlers(parts),
    ...keyHandlers(parts),
    ...vehicleHandlers(parts),
    ...photoHandlers(parts),
    ...reviewHandlers(parts),
    ...generationHandlers(parts),
    ...jobHandlers(parts),
    ...queueHandlers(parts),
    ...hostHandlers(parts),
    ...importHandlers(parts),
    ...errorHandlers(parts),
    ...notificationHandlers(parts),
    ...assetHandlers(parts),
    ...storageHandlers(parts),
    ...auditHandlers(parts),
    ...diagnosticHandlers(parts),
    ...webhookHandlers(parts),
    ...providerHandlers(parts),
    ...usageHandlers(parts),
    ...scriptHandlers(parts),
    ...executionHandlers(parts),
    ...syncHandlers(parts),
  };
}
