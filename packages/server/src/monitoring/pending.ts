import type { FailurePlace } from '@forecourt/sdk/contract';
import type { FailureBatch, NewOccurrence } from '../database/error-writes.ts';

/** Of each group so many failures are kept in full. */
export const keptOccurrences = 20;
/** Of one writing; more are counted, and found as failed jobs all the same. */
const mostJobs = 5_000;
const hourMs = 60 * 60 * 1000;

export interface BatchName {
  readonly dealershipId: string | null;
  readonly fingerprint: string;
  readonly code: string;
  readonly where: FailurePlace;
  readonly operation: string | null;
  readonly provider: string | null;
  readonly at: Date;
}

export function newBatch({ at, ...name }: BatchName): FailureBatch {
  return { ...name, message: '', hint: '', count: 0, firstAt: at, lastAt: at, hours: new Map(), occurrences: [], jobs: new Map() };
}

/** Counts one failure, and keeps it in place of the oldest of those that are kept. */
export function addFailure(batch: FailureBatch, failure: NewOccurrence & { readonly hint: string }): void {
  const { hint, ...occurrence } = failure;
  const hour = Math.floor(failure.at.getTime() / hourMs) * hourMs;
  batch.count += 1;
  batch.message = failure.message;
  batch.hint = hint;
  batch.lastAt = failure.at;
  batch.hours.set(hour, (batch.hours.get(hour) ?? 0) + 1);
  batch.occurrences.push(occurrence);
  if (batch.occurrences.length > keptOccurrences) batch.occurrences.shift();
  const { jobId, photoId, at } = failure;
  if (jobId !== null && photoId !== null && batch.jobs.size < mostJobs) batch.jobs.set(jobId, { photoId, at });
}

/** One batch of two of the same group: an older that could not be written, and what came since. */
export function joinBatches(older: FailureBatch, newer: FailureBatch): FailureBatch {
  const hours = new Map(older.hours);
  for (const [hour, count] of newer.hours) hours.set(hour, (hours.get(hour) ?? 0) + count);
  return {
    ...newer,
    count: older.count + newer.count,
    firstAt: older.firstAt,
    hours,
    occurrences: [...older.occurrences, ...newer.occurrences].slice(-keptOccurrences),
    jobs: new Map([...[...older.jobs].slice(0, mostJobs), ...newer.jobs]),
  };
}
