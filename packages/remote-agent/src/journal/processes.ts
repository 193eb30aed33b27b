import * as z from 'zod';
import { type RunningProcess, runningProcessSchema } from '../runner/process/former.ts';
import type { Database } from './database.ts';

/** Processes of jobs, so that those of an agent that was killed are found and ended. */
export interface ProcessRecords {
  add(key: string, process: RunningProcess): void;
  /** Of one job: they have ended. */
  forget(key: string): void;
  all(): { readonly key: string; readonly process: RunningProcess }[];
}

const processRow = z
  .object({ job_key: z.string(), process: z.string() })
  .transform(({ job_key, process }) => ({ key: job_key, process: runningProcessSchema.parse(JSON.parse(process)) }));

export function processRecords(database: Database): ProcessRecords {
  return {
    add(key, process) {
      database.run('INSERT INTO processes (job_key, process) VALUES (:key, :process)', { key, process: JSON.stringify(process) });
    },
    forget(key) {
      database.run('DELETE FROM processes WHERE job_key = :key', { key });
    },
    all: () => database.all(processRow, 'SELECT job_key, process FROM processes ORDER BY number'),
  };
}
