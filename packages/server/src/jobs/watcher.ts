import type { ForecourtError } from '@forecourt/errors';
import type { BegunPhoto } from '../database/job-turns.ts';

/** A job that failed for good, and why. */
export interface FailedJob {
  readonly dealershipId: string;
  readonly jobId: string;
  readonly photoId: string | null;
  readonly operation: string;
  readonly provider: string | null;
  readonly attempts: number;
  readonly correlationId: string | null;
  readonly error: ForecourtError;
}

/** Told by workers what came of jobs. No method throws or takes time. */
export interface JobWatcher {
  failed(job: FailedJob): void;
  /** A job came to its end, for better or worse. */
  ended(job: { readonly dealershipId: string; readonly photo: BegunPhoto | null }): void;
  /** What makes the cutouts could not get ready. */
  notReady(error: unknown): void;
}
