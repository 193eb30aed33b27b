import { listJobs, readJob } from '../../database/index.ts';
import { cancelJob, retryJob } from '../../jobs/index.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** What the machine has to do, does and did. */
export function jobHandlers({ database, jobs }: HandlerParts) {
  return {
    listJobs: ({ caller, query }) => listJobs(database.orm, caller.dealershipId, query),
    getJob: ({ caller, params }) => readJob(database.orm, caller.dealershipId, params.jobId),
    async retryJob({ caller: { dealershipId }, params: { jobId } }) {
      await retryJob(jobs, { dealershipId, jobId });
      return await readJob(database.orm, dealershipId, jobId);
    },
    async cancelJob({ caller: { dealershipId }, params: { jobId } }) {
      await cancelJob(jobs, { dealershipId, jobId });
      return await readJob(database.orm, dealershipId, jobId);
    },
  } satisfies Partial<Handlers>;
}
