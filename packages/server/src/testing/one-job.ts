import type { Database } from '../database/database.ts';
import { finishJobs, type JobResult } from '../database/job-results.ts';
import type { JobLease, JobName } from '../database/job-rows.ts';
import { type BeginTerms, type BegunJob, takeJobs } from '../database/job-turns.ts';

/** Begins a job by its name, out of turn. @throws TypeError unless it waits */
export async function beginJob(database: Database, name: JobName, terms: BeginTerms): Promise<BegunJob> {
  const [begun] = await database.transaction((tx) => takeJobs(tx, [name], terms));
  if (!begun) throw new TypeError('The job does not wait.');
  return begun;
}

/** Writes one result. @returns whether it was written */
export async function finishJob(database: Database, lease: JobLease, result: JobResult | null): Promise<boolean> {
  return (await finishJobs(database, [{ lease, result }])).includes(true);
}
