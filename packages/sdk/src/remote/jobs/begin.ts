import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { pause } from '../../clock/pause.ts';
import { type HostJobRequest, type LeasedJob, leasedJobSchema } from '../../contract/index.ts';
import { isRoadTrouble } from '../pool/requests.ts';
import { agentPaths } from '../protocol/paths.ts';
import type { JobParts } from './follow.ts';
import type { Tenure } from './tenure.ts';

export interface Beginning extends JobParts {
  readonly key: string;
  readonly request: HostJobRequest;
  readonly signal: AbortSignal;
  readonly tenure: Tenure;
  /** How long to wait for a host that has as much as it takes. */
  readonly busyLastsMs: number;
}

const firstMs = 100;
const mostMs = 5000;
/** Jitter may draw a zero, and that would hammer. */
const leastMs = 20;

/**
 * Puts a job to a host, or takes over the one that has this key. Where the host cannot be reached, says so at once if it surely has nothing of
 * the job, and else only after its lease must have ended.
 *
 * @throws HOST_BUSY, HOST_DRAINING, HOST_UNREACHABLE, JOB_KEY_REUSED, INPUT_MISSING, SCRIPT_…, ABORTED
 */
export async function beginJob(beginning: Beginning): Promise<LeasedJob> {
  const { requests, pool, clock, random, key, request, signal, tenure, busyLastsMs } = beginning;
  const body = new TextEncoder().encode(JSON.stringify(request));
  const headers = { 'content-type': 'application/json', 'content-length': String(body.byteLength) };
  const busyUntil = clock.now() + busyLastsMs;
  for (let tries = 0; ; tries++) {
    throwIfAborted(signal);
    const sentAt = clock.now();
    try {
      const path = agentPaths.job(key);
      const leased = await requests.json({ method: 'PUT', path, headers, body, signal, tries: 1 }, leasedJobSchema);
      tenure.confirmed(leased.lease.expiresInMs);
      return leased;
    } catch (error) {
      throwIfAborted(signal);
      const failure = ForecourtError.from(error);
      tenure.unanswered(sentAt, failure);
      const jitterMs = Math.max(leastMs, random() * Math.min(mostMs, firstMs * 2 ** Math.min(tries, 20)));
      const isLost = failure.code === 'HOST_UNREACHABLE' || isRoadTrouble(failure);
      if (isLost && tenure.isMute) {
        await pause(tenure.mayLastUntil - clock.now(), clock, signal);
        throwIfAborted(signal);
        throw new ForecourtError('HOST_UNREACHABLE', 'The host answers nothing of what it is asked to do.', { cause: failure });
      }
      if (failure.code === 'HOST_BUSY' && clock.now() + jitterMs < busyUntil) {
        await pause(jitterMs, clock, signal);
      } else if (failure.code === 'HOST_UNREACHABLE' && !tenure.isOver) {
        await pool().whenReachable(tenure.mayLastUntil - clock.now(), signal);
      } else if (isRoadTrouble(failure)) {
        // Another road is there, or the next turn says that none is.
        if (tries > 0) await pause(jitterMs, clock, signal);
      } else {
        throw failure;
      }
    }
  }
}
