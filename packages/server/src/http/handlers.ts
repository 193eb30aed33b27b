import type { Database } from '../database/open.ts';
import type { Identity } from '../identity/index.ts';
import type { JobsContext } from '../jobs/index.ts';
import type { Storage } from '../storage/index.ts';
import type { Handlers } from './call.ts';
import { assetHandlers } from './routes/assets.ts';
import { identityHandlers } from './routes/identity.ts';
import { jobHandlers } from './routes/jobs.ts';
import { keyHandlers } from './routes/keys.ts';
import { photoHandlers } from './routes/photos.ts';
import { reviewHandlers } from './routes/review.ts';
import { vehicleHandlers } from './routes/vehicles.ts';

export interface HandlerParts {
  readonly database: Database;
  readonly storage: Storage;
  readonly identity: Identity;
  readonly jobs: JobsContext;
  /** Told once, when the first owner has been created through the page. */
  readonly afterSetUp?: ((identity: Awaited<ReturnType<Identity['describe']>>) => Promise<void> | void) | undefined;
}

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
