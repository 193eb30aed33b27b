import type { AuditActor, DeadLetterChoice } from '@forecourt/sdk/contract';
import { countDeadLetters, type DeadLetterStep, discardDeadLetters, readDatabaseTime, retryDeadLetters } from '../database/dead-letters.ts';
import { enqueueAll, type JobsContext } from './service.ts';

export interface DeadLetterRequest {
  readonly dealershipId: string;
  readonly choice: DeadLetterChoice;
  readonly by: AuditActor;
}

/** Jobs in one transaction: few enough that nobody who writes in the dealership waits for long. */
const stepSize = 100;
/** Steps in one request: it answers within seconds, and says how many are left. */
const mostSteps = 20;

/**
 * Starts failed jobs again, each once: in steps of a transaction each, so that a kill in between loses nothing, and one that fails again
 * meanwhile is left for another request.
 */
export async function retryFailed(context: JobsContext, request: DeadLetterRequest): Promise<{ retried: number; remaining: number }> {
  const { taken, remaining } = await inSteps(context, request, async (step) => {
    const retried = await retryDeadLetters(context.database, step);
    const { dealershipId } = request;
    await enqueueAll(
      context,
      retried.map((job) => ({ dealershipId, ...job })),
    );
    return retried.length;
  });
  return { retried: taken, remaining };
}

/** Takes failed jobs off the list, without another try. */
export async function discardFailed(
  context: Pick<JobsContext, 'database'>,
  request: DeadLetterRequest,
): Promise<{ discarded: number; remaining: number }> {
  const { taken, remaining } = await inSteps(context, request, (step) => discardDeadLetters(context.database, step));
  return { discarded: taken, remaining };
}

async function inSteps(
  { database }: Pick<JobsContext, 'database'>,
  request: DeadLetterRequest,
  take: (step: DeadLetterStep) => Promise<number>,
): Promise<{ taken: number; remaining: number }> {
  const step = { ...request, failedUntil: await readDatabaseTime(database.orm), most: stepSize };
  let taken = 0;
  for (let turn = 0; turn < mostSteps; turn++) {
    const count = await take(step);
    taken += count;
    if (count < stepSize) break;
  }
  return { taken, remaining: await countDeadLetters(database.orm, step) };
}
