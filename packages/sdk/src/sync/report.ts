import { type ForecourtError, wordsOf } from '@forecourt/errors';
import type { Problem, SyncReport } from '../contract/index.ts';
import type { Uploader } from '../uploads/index.ts';

/** Where each code is explained. */
const reference = 'https://forecourt.example/docs/reference/errors';

/** An error as a report carries it. */
export function reportedProblem(error: ForecourtError): Problem {
  return {
    type: `${reference}#${error.code.toLowerCase()}`,
    title: wordsOf(error.code).title,
    status: error.status,
    detail: error.message,
    code: error.code,
    hint: error.hint,
    retryable: error.retryable,
  };
}

/** What all uploads under way make together; null while none can tell. */
export function speedOf({ uploads }: Pick<Uploader, 'uploads'>): number | null {
  const speeds = uploads.flatMap(({ state }) => state.bytesPerSecond ?? []);
  return speeds.length === 0 ? null : Math.round(speeds.reduce((sum, speed) => sum + speed, 0));
}

export interface Standing {
  readonly isScanned: boolean;
  readonly isPaused: boolean;
  /** Why everything waits for a person: the folder looks empty. */
  readonly stopped: ForecourtError | null;
  /** Why the last round ended early. */
  readonly failed: ForecourtError | null;
  readonly waiting: number;
}

export function stateOf({ isScanned, isPaused, stopped, failed, waiting }: Standing): SyncReport['state'] {
  if (isPaused) return 'paused';
  if (stopped !== null) return 'stopped';
  if (failed !== null) return 'failed';
  if (!isScanned) return 'scanning';
  return waiting > 0 ? 'working' : 'in-step';
}
