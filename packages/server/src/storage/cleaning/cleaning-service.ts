import { ForecourtError } from '@forecourt/errors';
import type { Database } from '../../database/open.ts';
import {
  addCleaning,
  beginCleaning,
  type CleaningCounts,
  type CleaningRow,
  endCleaning,
  readCleanings,
} from '../../database/storage-cleanings.ts';
import type { Logger } from '../../settings/logger.ts';
import type { Storage } from '../storage.ts';
import { cleanAll, cleanKnown, usualRestMs } from './clean.ts';
import { isEmpty } from './tally.ts';

export interface CleaningServiceParts {
  readonly database: Database;
  readonly storage: Storage;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly restMs?: number | undefined;
}

export interface CleaningService extends AsyncDisposable {
  /** Who removes uploads that were left; set when uploads are open. */
  sweepUploads: () => Promise<number>;
  /** The cheap part, for every hour. Leaves a report if anything went. */
  hourly(): Promise<CleaningCounts>;
  /** Looks at every file and row; `done` resolves with what was found. One at a time: a second asker gets the first one's. */
  begin(options: { readonly isDryRun: boolean }): Promise<{ readonly row: CleaningRow; readonly done: Promise<CleaningCounts> }>;
  /** Reports, newest first. */
  read(limit: number): Promise<CleaningRow[]>;
}

export function createCleaningService({ database, storage, logger, restMs = usualRestMs }: CleaningServiceParts): CleaningService {
  const ending = new AbortController();
  let running: { readonly row: CleaningRow; readonly done: Promise<CleaningCounts> } | undefined;

  const service: CleaningService = {
    sweepUploads: () => Promise.resolve(0),
    async hourly() {
      const startedAt = new Date();
      const counts = await cleanKnown({ database, storage, sweepUploads: service.sweepUploads, signal: ending.signal, restMs });
      if (!isEmpty(counts)) {
        await addCleaning(database.orm, startedAt, counts);
        logger.info({ counts }, 'files that nobody wants any more were removed');
      }
      return counts;
    },
    async begin({ isDryRun }) {
      if (running !== undefined) return running;
      const row = await beginCleaning(database.orm, { isFull: true, isDryRun });
      const done = run(row.id, isDryRun).finally(() => {
        running = undefined;
      });
      // Whoever began it may have left; the report says how it ended.
      done.catch(() => undefined);
      running = { row, done };
      return running;
    },
    read: (limit) => readCleanings(database.orm, limit),
    async [Symbol.asyncDispose]() {
      ending.abort(new DOMException('The server stops.', 'AbortError'));
      await running?.done.catch(() => undefined);
    },
  };
  return service;

  async function run(id: string, isDryRun: boolean): Promise<CleaningCounts> {
    try {
      const counts = await cleanAll({ database, storage, sweepUploads: service.sweepUploads, signal: ending.signal, restMs, isDryRun });
      await endCleaning(database.orm, id, { counts });
      if (counts.missing.count + counts.damaged.count > 0) {
        logger.error({ cleaningId: id, missing: counts.missing, damaged: counts.damaged }, 'files are missing or damaged in storage');
      }
      return counts;
    } catch (error) {
      const { code, message } = ForecourtError.from(error, 'STORAGE_FAILED');
      await endCleaning(database.orm, id, { problem: { sha256: null, code, message } }).catch(() => undefined);
      if (!ending.signal.aborted) logger.warn({ err: error, cleaningId: id }, 'the clean-up of files did not come to its end');
      throw error;
    }
  }
}
