import { finishedBatch } from '../database/batches.ts';
import { notify } from '../database/notifications.ts';
import type { Database } from '../database/open.ts';
import type { Logger } from '../settings/logger.ts';

export interface EndedJob {
  readonly dealershipId: string;
  readonly vehicleId: string;
}

export interface BatchWatch extends AsyncDisposable {
  /** A job came to its end, for better or worse. Never throws. */
  ended(job: EndedJob): void;
}

export interface BatchOptions {
  readonly database: Database;
  readonly logger: Logger;
  /** A vehicle of which nothing has ended for so long is looked at. */
  readonly quietMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
}

/** Two photos are awaited with the page open; who drops more goes away. */
const leastPhotos = 3;

/** Tells people when the last photo of a set is done. Several processes that work on a set tell it once. */
export function createBatchWatch({ database, logger, quietMs = 3_000, now = () => new Date() }: BatchOptions): BatchWatch {
  const open = new Map<string, { readonly job: EndedJob; readonly since: Date; readonly timer: NodeJS.Timeout }>();
  const looking = new Set<Promise<void>>();

  async function look({ dealershipId, vehicleId }: EndedJob, since: Date): Promise<void> {
    try {
      await database.transaction(async (tx) => {
        const batch = await finishedBatch(tx, { dealershipId, vehicleId, since });
        // Where none came out, the error that stopped them is told already.
        if (batch === null || batch.done === 0 || batch.done + batch.failed < leastPhotos) return;
        const { vehicle, done, failed, endedAt } = batch;
        await notify(tx, {
          dealershipId,
          kind: 'batch.finished',
          title: `${vehicle}: ${count(done)} ready to review`,
          body: failed === 0 ? 'All of them have their cutout.' : `${count(failed)} failed and can be tried again on the vehicle’s page.`,
          link: `/vehicles/${vehicleId}`,
          // The same for every process that saw it end.
          groupKey: `batch:${vehicleId}:${endedAt}`,
          at: now(),
        });
      });
    } catch (error) {
      logger.warn({ err: error, vehicleId }, 'the end of a set could not be told');
    }
  }

  function lookNow(key: string): void {
    const set = open.get(key);
    if (set === undefined) return;
    clearTimeout(set.timer);
    open.delete(key);
    const underWay = look(set.job, set.since).finally(() => looking.delete(underWay));
    looking.add(underWay);
  }

  return {
    ended(job) {
      const key = `${job.dealershipId} ${job.vehicleId}`;
      const known = open.get(key);
      clearTimeout(known?.timer);
      // The job itself ended a moment before it is told here, by the clock of the database.
      const since = known?.since ?? new Date(now().getTime() - 60_000);
      const timer = setTimeout(lookNow, quietMs, key);
      timer.unref();
      open.set(key, { job, since, timer });
    },
    async [Symbol.asyncDispose]() {
      // Who stops tells what has ended until then.
      for (const key of [...open.keys()]) lookNow(key);
      await Promise.all(looking);
    },
  };
}

function count(photos: number): string {
  return photos === 1 ? '1 photo' : `${photos} photos`;
}
