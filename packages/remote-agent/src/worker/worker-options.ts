import type { pino } from 'pino';
import type { Journal } from '../journal/journal.ts';
import type { Runner } from '../runner/runner.ts';
import type { FileStore } from '../service/files/file-store.ts';

export interface WorkerOptions {
  readonly journal: Journal;
  readonly store: FileStore;
  readonly runner: Runner;
  /** A folder for each run is made in it. */
  readonly runsFolder: string;
  /** Jobs at once. */
  readonly slots: number;
  /** Jobs that may wait; beyond them a platform is told to go elsewhere. */
  readonly mostWaiting: number;
  readonly now: () => number;
  readonly uptime: () => number;
  readonly logger: pino.Logger;
}
