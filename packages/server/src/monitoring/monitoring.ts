import { ForecourtError } from '@forecourt/errors';
import { removeErrorsBefore } from '../database/errors.ts';
import { removeNotificationsBefore } from '../database/notification-inbox.ts';
import type { Database } from '../database/open.ts';
import type { FailedJob, JobWatcher } from '../jobs/watcher.ts';
import type { Logger } from '../settings/logger.ts';
import { createBatchWatch } from './batches.ts';
import { createFailureRecorder, type Failure, type RecordFailure } from './failures.ts';
import { diskWatch, queueWatch, startWatches } from './watches.ts';

export interface MonitoringOptions {
  readonly database: Database;
  readonly logger: Logger;
  readonly dataDir: string;
  /** Channel of events that are not kept. */
  readonly passingChannel: string;
}

export interface Monitoring extends AsyncDisposable {
  readonly record: RecordFailure;
  /** For workers: what came of jobs. */
  readonly jobs: JobWatcher;
  /** Removes what has not happened for a quarter of a year, and what people were told before. */
  forget(): Promise<void>;
}

/** A cause that has not come back within a season is not the same one any more. */
const keptMs = 90 * 24 * 60 * 60 * 1000;

/** Takes note of what fails, looks for what stands still, and lets people know. */
export function startMonitoring({ database, logger, dataDir, passingChannel }: MonitoringOptions): Monitoring {
  const recorder = createFailureRecorder({ database, logger, passingChannel });
  const batches = createBatchWatch({ database, logger });
  const watches = startWatches({ database, logger, watches: [diskWatch(dataDir), queueWatch(database)] });
  const { record } = recorder;
  return {
    record,
    jobs: {
      failed: (job) => record({ dealershipId: job.dealershipId, where: 'job', ...namesOf(job), ...wordsOfError(job.error) }),
      ended({ dealershipId, photo }) {
        if (photo !== null) batches.ended({ dealershipId, vehicleId: photo.vehicleId });
      },
      notReady: (error) => record({ dealershipId: null, where: 'engine', operation: 'warm', ...wordsOfError(error) }),
    },
    async forget() {
      const old = new Date(Date.now() - keptMs);
      await removeErrorsBefore(database.orm, old);
      await removeNotificationsBefore(database.orm, old);
    },
    async [Symbol.asyncDispose]() {
      await watches[Symbol.asyncDispose]();
      await batches[Symbol.asyncDispose]();
      await recorder[Symbol.asyncDispose]();
    },
  };
}

function namesOf({ operation, provider, correlationId, jobId, photoId }: FailedJob) {
  return { operation, provider, correlationId, jobId, photoId: photoId ?? undefined };
}

/** What a failure keeps of whatever was thrown. */
export function wordsOfError(error: unknown): Pick<Failure, 'code' | 'message' | 'hint' | 'details'> {
  const { code, message, hint, details } = ForecourtError.from(error);
  return { code, message, hint, details };
}
