import type { Handlers } from './call.ts';
import type { HandlerParts } from './handler-parts.ts';
import { assetHandlers } from './routes/assets.ts';
import { identityHandlers } from './routes/identity.ts';
import { jobHandlers } from './routes/jobs.ts';
import { keyHandlers } from './routes/keys.ts';
import { photoHandlers } from './routes/photos.ts';
import { reviewHandlers } from './routes/review.ts';
import { vehicleHandlers } from './routes/vehicles.ts';

/** A handler for every route of the contract. */
export function createHandlers(parts: HandlerParts): Handlers {
  return {
    ...identityHandlers(parts),
    ...keyHandlers(parts),
    ...vehicleHandlers(parts),
    ...photoHandlers(parts),
    ...reviewHandlers(parts),
    ...jobHandlers(parts),
    ...assetHandlers(parts),
  };
}
