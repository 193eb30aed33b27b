import type { FailurePlace } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { type Became, type FailureBatch, writeFailures } from '../database/error-writes.ts';
import type { Database } from '../database/open.ts';
import type { Logger } from '../settings/logger.ts';
import { fingerprintOf, safeDetails, withoutSecrets } from './fingerprint.ts';
import { addFailure, joinBatches, newBatch } from './pending.ts';

/** One thing that failed, told by whoever saw it fail. */
export interface Failure {
  /** Null where it is nobody's in particular: it belongs to the installation then. */
  readonly dealershipId: string | null;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly where: FailurePlace;
  /** Route, operation or kind of delivery. */
  readonly operation?: string | null | undefined;
  readonly provider?: string | null | undefined;
  readonly correlationId?: string | null | undefined;
  readonly jobId?: string | undefined;
  readonly photoId?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

export type RecordFailure = (failure: Failure) => void;

export interface FailureRecorder extends AsyncDisposable {
  /** Takes note of a failure. Never throws, never waits: it is written within a second or so. */
  readonly record: RecordFailure;
  /** Writes what is noted now. Never rejects: what cannot be written is kept for later. */
  flush(): Promise<void>;
}

export interface RecorderOptions {
  readonly database: Database;
  readonly logger: Logger;
  /** Tells who watches that a group has grown: not kept, like the progress of a job. */
  readonly passingChannel: string;
  /** The least time between two writings of a group. */
  readonly flushEveryMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
}

/** More groups than this at once are not told apart any more: whatever makes them, a list of them helps nobody. */
const mostPending = 500;
/** A database that is away is tried again after this time. */
const afterFailureMs = 5_000;

/**
 * Gathers failures in memory and writes them together: a thousand equal ones cost as much as one. A process that is killed loses what it
 * saw within the last second; one that stops loses nothing.
 */
export function createFailureRecorder(options: RecorderOptions): FailureRecorder {
  const { database, logger, passingChannel, flushEveryMs = 1_000, now = () => new Date() } = options;
  let pending = new Map<string, FailureBatch>();
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();
  let flushedAt = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  const plan = (waitMs: number) => {
    if (isClosed || timer !== undefined) return;
    timer = setTimeout(() => void flush(), waitMs);
  };

  function note(failure: Failure): void {
    const { dealershipId, code, where, operation = null, provider = null } = failure;
    const message = withoutSecrets(failure.message);
    const fingerprint = fingerprintOf({ code, where, operation, provider, message });
    const key = `${dealershipId ?? ''} ${fingerprint}`;
    const at = now();
    let batch = pending.get(key);
    if (batch === undefined) {
      if (pending.size >= mostPending) {
        lost += 1;
        return;
      }
      batch = newBatch({ dealershipId, fingerprint, code, where, operation, provider, at });
      pending.set(key, batch);
    }
    addFailure(batch, {
      id: newId(),
      at,
      message,
      hint: withoutSecrets(failure.hint ?? ''),
      correlationId: failure.correlationId ?? null,
      jobId: failure.jobId ?? null,
      photoId: failure.photoId ?? null,
      details: safeDetails(failure.details),
    });
    plan(Math.max(0, flushedAt + flushEveryMs - performance.now()));
  }

  async function write(): Promise<void> {
    const batches = pending;
    pending = new Map();
    flushedAt = performance.now();
    if (lost > 0) logger.warn({ count: lost }, 'so many kinds of failures came at once that some were not written down');
    lost = 0;
    for (const [key, batch] of batches) {
      try {
        const written = await database.transaction((tx) => writeFailures(tx, batch));
        await tell(batch, written);
      } catch (error) {
        logger.warn({ err: error, code: batch.code }, 'failures could not be written down; it is tried again');
        const newer = pending.get(key);
        pending.set(key, newer ? joinBatches(batch, newer) : batch);
      }
    }
    if (pending.size > 0) plan(afterFailureMs);
  }

  async function tell(
    { dealershipId }: FailureBatch,
    written: { id: string; count: number; lastSeenAt: Date; became: Became },
  ): Promise<void> {
    if (dealershipId === null || written.became !== 'seen') return;
    const { id, count, lastSeenAt } = written;
    const event = { type: 'error.counted', at: now().toISOString(), data: { id, count, lastSeenAt: lastSeenAt.toISOString() } };
    await database.notify(passingChannel, JSON.stringify({ dealershipId, event })).catch((error: unknown) => {
      logger.debug({ err: error }, 'the count of an error could not be told');
    });
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    flushing = flushing.then(write);
    return flushing;
  }

  return {
    record(failure) {
      try {
        note(failure);
      } catch (error) {
        logger.warn({ err: error }, 'a failure could not be noted');
      }
    },
    flush,
    async [Symbol.asyncDispose]() {
      await flush();
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
