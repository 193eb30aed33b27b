import { ForecourtError } from '@forecourt/errors';
import { pause } from '../../clock/pause.ts';
import { leaseSchema } from '../../contract/index.ts';
import { isRoadTrouble } from '../pool/requests.ts';
import { agentPaths, lease } from '../protocol/paths.ts';
import type { JobParts } from './follow.ts';
import type { Tenure } from './tenure.ts';

export interface Keeping extends JobParts {
  readonly key: string;
  readonly fence: number;
  readonly tenure: Tenure;
  /** Ends the keeping. */
  readonly signal: AbortSignal;
}

const retryMs = 1000;
/** Jitter may draw a zero, and that would hammer. */
const leastMs = 50;

/**
 * Renews a lease until the signal fires.
 *
 * @throws LEASE_LOST where somebody else has it; HOST_UNREACHABLE once the host surely holds it no more
 */
export async function keepLease(keeping: Keeping): Promise<void> {
  const { requests, pool, clock, random, key, fence, tenure, signal } = keeping;
  const body = new TextEncoder().encode(JSON.stringify({ fence }));
  const headers = { 'content-type': 'application/json', 'content-length': String(body.byteLength) };
  let waitMs: number = lease.renewEveryMs;
  while (!signal.aborted) {
    await pause(waitMs, clock, signal);
    if (signal.aborted) return;
    const sentAt = clock.now();
    try {
      const renewed = await requests.json({ method: 'POST', path: agentPaths.lease(key), headers, body, signal, tries: 1 }, leaseSchema);
      tenure.confirmed(renewed.expiresInMs);
      waitMs = lease.renewEveryMs;
    } catch (error) {
      if (signal.aborted) return;
      const failure = ForecourtError.from(error);
      tenure.unanswered(sentAt, failure);
      if (failure.code !== 'HOST_UNREACHABLE' && !isRoadTrouble(failure)) throw failure;
      if (tenure.isOver) throw gone(failure);
      if (tenure.isMute) {
        await pause(tenure.mayLastUntil - clock.now(), clock, signal);
        if (!signal.aborted) throw gone(failure);
      } else if (failure.code === 'HOST_UNREACHABLE') {
        await pool().whenReachable(tenure.mayLastUntil - clock.now(), signal);
      }
      waitMs = Math.max(leastMs, random() * retryMs);
    }
  }
}

function gone(cause: ForecourtError): ForecourtError {
  return new ForecourtError('HOST_UNREACHABLE', 'The host was away for so long that it has given the job up.', {
    details: { ...cause.details, leaseEnded: true },
    cause,
  });
}
