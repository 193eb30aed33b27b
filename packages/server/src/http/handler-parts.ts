import type { Database } from '../database/open.ts';
import type { Identity } from '../identity/index.ts';
import type { JobsContext } from '../jobs/index.ts';
import type { Storage } from '../storage/index.ts';

/** What handlers of routes work with. */
export interface HandlerParts {
  readonly database: Database;
  readonly storage: Storage;
  readonly identity: Identity;
  readonly jobs: JobsContext;
  /** Told once, when the first owner has been created through the page. */
  readonly afterSetUp?: ((identity: Awaited<ReturnType<Identity['describe']>>) => Promise<void> | void) | undefined;
}
