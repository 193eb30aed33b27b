import * as z from 'zod';
import { type FormerProcess, formerProcessSchema } from '../runner/process/former.ts';
import type { Database } from './database.ts';

/** Processes of jobs, so that those of an agent that was killed are found and ended. */
export interface ProcessRecords {
  add(key: string, process: FormerProcess): void;
  /** Of one job: they have ended. */
  forget(key: string): void;
  all(): { readonly key: string; readonly process: FormerProcess }[];
}

const processRow = z
  .object({ job_key: z.string(), process: z.string() })
  .transform(({ job_key, process }) => ({ key: job_key, process: formerProcessSchema.parse(JSON.parse(process)) }));

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
