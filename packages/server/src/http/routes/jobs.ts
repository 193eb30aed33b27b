import { actorOf } from '../../database/audit.ts';
import { listJobCalls } from '../../database/cutout-calls.ts';
import { listJobs, readJob } from '../../database/index.ts';
import { listAttempts } from '../../database/job-attempts.ts';
import { cancelJob, prioritiseJob, retryJob } from '../../jobs/index.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** What the machine has to do, does and did. */
export function jobHandlers({ database, jobs }: HandlerParts) {
  /** A generation's job is started again and cancelled with its generation, which may share it with others. @throws NOT_FOUND */
  const requirePhotoJob = (dealershipId: string, jobId: string) => readJob(database.orm, dealershipId, jobId);
  return {
    listJobs: ({ caller, query }) => listJobs(database.orm, caller.dealershipId, query),
    getJob: ({ caller, params }) => readJob(database.orm, caller.dealershipId, params.jobId),
    async changeJob({ caller: { dealershipId }, params: { jobId }, body }) {
      await requirePhotoJob(dealershipId, jobId);
      await prioritiseJob(jobs, { dealershipId, jobId }, body.priority);
      return await readJob(database.orm, dealershipId, jobId);
    },
    async listJobAttempts({ caller: { dealershipId }, params: { jobId } }) {
      await readJob(database.orm, dealershipId, jobId);
      return { items: await listAttempts(database.orm, dealershipId, jobId) };
    },
    async listJobCalls({ caller: { dealershipId }, params: { jobId } }) {
      await readJob(database.orm, dealershipId, jobId);
      return { items: await listJobCalls(database.orm, { dealershipId, jobId }) };
    },
    async retryJob({ caller, params: { jobId } }) {
      const { dealershipId } = caller;
      await requirePhotoJob(dealershipId, jobId);
      await retryJob(jobs, { dealershipId, jobId }, actorOf(caller));
      return await readJob(database.orm, dealershipId, jobId);
    },
    async cancelJob({ caller, params: { jobId } }) {
      const { dealershipId } = caller;
      await requirePhotoJob(dealershipId, jobId);
      await cancelJob(jobs, { dealershipId, jobId }, actorOf(caller));
      return await readJob(database.orm, dealershipId, jobId);
    },
  } satisfies Partial<Handlers>;
}
