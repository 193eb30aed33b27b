import type { ForecourtError } from '@forecourt/errors';
import type { ForecourtEvent } from '@forecourt/sdk/contract';
import type { Progress } from '@forecourt/sdk/providers';
import type { JobLease } from '../database/job-rows.ts';
import type { BegunJob } from '../database/job-turns.ts';
import type { JobLane } from '../database/tables/pictures.ts';
import type { Logger } from './logger.ts';

export interface CraftContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly correlationId?: string | undefined;
  readonly logger: Logger;
}

/** What a worker is able to do: which jobs it takes, how it does one, where the result goes. */
export interface Craft<Result> {
  readonly lane: JobLane;
  /** Stands in jobs and in the list of workers. */
  readonly name: string;
  /** Gets ready for work that will come. */
  warm?(context: { readonly signal: AbortSignal }): Promise<void>;
  /** @returns what is to be kept; null where there is nothing */
  perform(job: BegunJob, context: CraftContext): Promise<Result | null>;
  /** Writes results, each with the end of its job. @returns of each, in their order, whether it was still wanted */
  finish(done: readonly { readonly lease: JobLease; readonly result: Result | null }[]): Promise<readonly boolean[]>;
  /** Whether another try may be made by itself after this failure; where left out, as the error's code says. */
  mayTryAgain?(error: ForecourtError): boolean;
  /** Whether this says that nobody was there to do it: then the job waits, and no try is counted. Never where left out. */
  mayWait?(error: ForecourtError): boolean;
  /** Events for who watches just now. */
  eventsOf(job: BegunJob, progress: Progress): Promise<readonly ForecourtEvent[]>;
}
