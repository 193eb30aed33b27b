import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import { acknowledgeByKey, type NewNotification, notify } from '../database/notifications.ts';
import type { Database } from '../database/open.ts';
import { readStandstill } from '../database/standstill.ts';
import type { Logger } from '../settings/logger.ts';

/** One thing that is looked at now and then: `null` where all is well. */
export interface Watch {
  readonly groupKey: string;
  look(at: Date): Promise<Pick<NewNotification, 'kind' | 'title' | 'body' | 'link'> | null>;
}

export interface WatchesOptions {
  readonly database: Database;
  readonly logger: Logger;
  readonly watches: readonly Watch[];
  readonly everyMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
}

export interface Watches extends AsyncDisposable {
  /** Looks at everything once. Never rejects. */
  look(): Promise<void>;
}

const minuteMs = 60_000;

/** Looks at what makes no error by itself and stops everything all the same, and tells operators; says nothing more when it is over. */
export function startWatches({ database, logger, watches, everyMs = minuteMs, now = () => new Date() }: WatchesOptions): Watches {
  const wrong = new Set<string>();
  let looking: Promise<void> = Promise.resolve();

  async function lookAt({ groupKey, look }: Watch): Promise<void> {
    const at = now();
    const found = await look(at);
    if ((found !== null) === wrong.has(groupKey)) return;
    if (found !== null) await database.transaction((tx) => notify(tx, { dealershipId: null, groupKey, at, ...found }));
    else await database.transaction((tx) => acknowledgeByKey(tx, null, groupKey, { by: 'Forecourt', at }));
    if (found !== null) wrong.add(groupKey);
    else wrong.delete(groupKey);
  }

  async function round(): Promise<void> {
    for (const watch of watches) {
      await lookAt(watch).catch((error: unknown) => logger.debug({ err: error, watch: watch.groupKey }, 'a watch could not look'));
    }
  }

  const look = () => {
    looking = looking.then(round);
    return looking;
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    look,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** The thresholds of the node exporter's own alerts (NodeFilesystemAlmostOutOfSpace): 5 % warns. A gigabyte is some 150 photos. */
const lowShare = 0.05;
const lowBytes = 1_000_000_000;
/** It is over when there is clearly more again, so that it is not told again and again around the edge. */
const clearly = 1.4;

/** Tells before the disk of the photos is full. */
export function diskWatch(
  dataDir: string,
  read: (path: string) => Promise<{ bavail: number; bsize: number; blocks: number }> = statfs,
): Watch {
  let wasLow = false;
  return {
    groupKey: `disk:${hostname()}:${dataDir}`,
    async look() {
      const { bavail, bsize, blocks } = await read(dataDir);
      const freeBytes = bavail * bsize;
      const factor = wasLow ? clearly : 1;
      wasLow = freeBytes < lowBytes * factor || bavail / blocks < lowShare * factor;
      if (!wasLow) return null;
      return {
        kind: 'disk.nearly-full',
        title: 'The disk is nearly full',
        body: `${(freeBytes / 1e9).toFixed(1)} GB are left for photos on ${hostname()}. When it is full, new photos are refused. Free some space.`,
        link: '/errors?whose=installation',
      };
    },
  };
}

/** A photo that takes this long is no photo: nothing moves. */
const stuckMs = 10 * minuteMs;

/** Tells when photos wait and none is worked on. */
export function queueWatch(database: Database): Watch {
  let since: Date | null = null;
  return {
    groupKey: 'queue',
    async look(at) {
      const { isStanding, waiting } = await readStandstill(database.orm, stuckMs);
      since = isStanding ? (since ?? at) : null;
      if (since === null || at.getTime() - since.getTime() < stuckMs) return null;
      return {
        kind: 'queue.stuck',
        title: 'Photos wait and none is worked on',
        body: `${waiting} ${waiting === 1 ? 'photo waits' : 'photos wait'}, and for ${stuckMs / minuteMs} minutes no worker has begun one. Check that a worker runs.`,
        link: '/jobs?state=waiting',
      };
    },
  };
}
