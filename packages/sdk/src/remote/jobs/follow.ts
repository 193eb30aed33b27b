import { ForecourtError } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import { type HostJob, type HostJobState, hostJobSchema } from '../../contract/index.ts';
import type { RunOptions } from '../host.ts';
import { createPatience } from '../pool/patience.ts';
import type { RoadPool } from '../pool/pool.ts';
import { isRoadTrouble, type Requests } from '../pool/requests.ts';
import { agentPaths } from '../protocol/paths.ts';
import { watched } from '../transfers/watched.ts';
import { eventsOf } from './events.ts';

export interface JobParts {
  readonly requests: Requests;
  readonly pool: () => RoadPool;
  readonly clock: Clock;
  readonly random: () => number;
}

export interface Following extends JobParts {
  readonly key: string;
  readonly signal: AbortSignal;
  readonly onEvent?: RunOptions['onEvent'];
  /** Number of the last event that was told. */
  readonly seen: { sequence: number };
}

export function isOver(state: HostJobState): boolean {
  return state !== 'waiting' && state !== 'running';
}

/**
 * Tells the events of a job, each once and in order, until it is over, and gives it as it ended. Goes on over any road for as long as the signal
 * lets it.
 *
 * @throws what the signal's reason is; NOT_FOUND where the host does not know the job
 */
export async function followJob(following: Following): Promise<HostJob> {
  const { requests, pool, clock, random, key, signal, onEvent, seen } = following;
  const attempts = createPatience({ pool, clock, random, lastsMs: Number.POSITIVE_INFINITY }).begin(signal);

  /** The job, if it is over and all of it was told. */
  async function ended(): Promise<HostJob | undefined> {
    const job = await requests.json({ method: 'GET', path: agentPaths.job(key), signal }, hostJobSchema);
    return isOver(job.state) && job.lastSequence <= seen.sequence ? job : undefined;
  }

  async function listen(): Promise<HostJob | undefined> {
    const path = `${agentPaths.events(key)}?after=${seen.sequence}`;
    const answer = await requests.exchange({ method: 'GET', path, headers: { accept: 'text/event-stream' }, signal });
    try {
      for await (const event of eventsOf(watched(answer, { clock, signal }))) {
        if (event.sequence <= seen.sequence) continue;
        if (event.sequence > seen.sequence + 1) {
          throw new ForecourtError('ROAD_DOWN', `Event ${event.sequence} came after ${seen.sequence}.`, { details: { stage: 'body' } });
        }
        seen.sequence = event.sequence;
        attempts.succeeded();
        onEvent?.(event);
        // One of a former try looks the same: the job itself says.
        const job = event.type === 'state' && isOver(event.state) ? await ended() : undefined;
        if (job) return job;
      }
    } catch (error) {
      if (isRoadTrouble(error) && !signal.aborted) pool().failed(answer.by, error);
      throw error;
    } finally {
      answer.body.destroy();
    }
    return await ended();
  }

  for (;;) {
    try {
      const job = await listen();
      if (job) return job;
      await attempts.failed(new ForecourtError('ROAD_DOWN', 'The events ended before the job.', { details: { stage: 'body' } }));
    } catch (error) {
      await attempts.failed(ForecourtError.from(error));
    }
  }
}
