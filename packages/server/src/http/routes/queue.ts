import { actorOf } from '../../database/audit.ts';
import { listDeadLetters } from '../../database/dead-letters.ts';
import { readInstallationQueue, readQueue } from '../../database/queue-state.ts';
import { discardFailed, pauseJobs, resumeJobs, retryFailed } from '../../jobs/index.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** The queue as a whole: how full it is, who stopped it, and what failed for good. */
export function queueHandlers({ database, jobs, schedules }: HandlerParts) {
  return {
    getQueue: ({ caller }) => readQueue(database.orm, caller.dealershipId),
    async pauseQueue({ caller }) {
      const { dealershipId } = caller;
      await pauseJobs(jobs, { scope: 'dealership', dealershipId, by: actorOf(caller) });
      return await readQueue(database.orm, dealershipId);
    },
    async resumeQueue({ caller }) {
      const { dealershipId } = caller;
      await resumeJobs(jobs, { scope: 'dealership', dealershipId, by: actorOf(caller) });
      return await readQueue(database.orm, dealershipId);
    },
    getInstallationQueue: () => readInstallationQueue(database.orm),
    async pauseInstallationQueue({ caller }) {
      await pauseJobs(jobs, { scope: 'installation', dealershipId: caller.dealershipId, by: actorOf(caller) });
      return await readInstallationQueue(database.orm);
    },
    async resumeInstallationQueue({ caller }) {
      await resumeJobs(jobs, { scope: 'installation', dealershipId: caller.dealershipId, by: actorOf(caller) });
      return await readInstallationQueue(database.orm);
    },
    listDeadLetters: async ({ caller }) => ({ items: await listDeadLetters(database.orm, caller.dealershipId) }),
    retryJobs: ({ caller, body }) => retryFailed(jobs, { dealershipId: caller.dealershipId, choice: body, by: actorOf(caller) }),
    discardJobs: ({ caller, body }) => discardFailed(jobs, { dealershipId: caller.dealershipId, choice: body, by: actorOf(caller) }),
    listSchedules: async () => ({ items: await schedules.list() }),
  } satisfies Partial<Handlers>;
}
