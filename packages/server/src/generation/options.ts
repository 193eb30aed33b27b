import type { Router } from '@forecourt/sdk/router';
import type { Transaction } from '../database/open.ts';
import type { JobsContext } from '../jobs/index.ts';
import type { Storage } from '../storage/index.ts';
import type { PhotoToPlace, PlacedPhoto } from '../uploads/index.ts';
import type { ProviderStates } from './choice.ts';

/** What generations are made with. */
export interface GenerationsOptions {
  /** Database, and the queue of jobs that ask providers. */
  readonly jobs: JobsContext;
  /** The queue of jobs that make cutouts: a result that becomes a photo gets one. */
  readonly photoJobs: JobsContext;
  readonly placePhoto: (tx: Transaction, photo: PhotoToPlace) => Promise<PlacedPhoto>;
  readonly storage: Storage;
  /** The providers of a dealership, with its budgets and its ledger. */
  readonly routerFor: (dealershipId: string) => Promise<Router>;
  /** How each of them is, as far as it is known without asking. */
  readonly statesOf?: ((dealershipId: string) => Promise<ProviderStates>) | undefined;
}
