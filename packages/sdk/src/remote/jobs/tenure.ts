import type { ForecourtError } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import { lease } from '../protocol/paths.ts';

/** Two clocks that count a minute differ by far less. */
const marginMs = 2000;
/** A request whose answer never came is given up, its connection ended, after so long at most: it may have arrived until then. */
const underWayMs = 15_000;

/** Until when a host may be doing a job for us. */
export interface Tenure {
  /** The host may still be at it; after this time it surely is not, for the lease is over there. */
  readonly mayLastUntil: number;
  readonly isOver: boolean;
  /** For a whole lease nothing was answered: to send more would only keep the job going of which nothing is heard. */
  readonly isMute: boolean;
  /** The host said just now that we hold it for so long. */
  confirmed(forMs: number): void;
  /** What was sent then was not answered. */
  unanswered(sentAt: number, error: ForecourtError): void;
}

export function createTenure(clock: Clock): Tenure {
  let mayLastUntil = Number.NEGATIVE_INFINITY;
  let heardAt = clock.now();
  const until = (time: number) => {
    mayLastUntil = Math.max(mayLastUntil, time);
  };
  return {
    get mayLastUntil() {
      return mayLastUntil;
    },
    get isOver() {
      return clock.now() >= mayLastUntil;
    },
    get isMute() {
      return clock.now() - heardAt >= lease.lastsMs;
    },
    // The answer may have come late: the lease began somewhere before now.
    confirmed(forMs) {
      heardAt = clock.now();
      until(heardAt + forMs + marginMs);
    },
    unanswered(sentAt, error) {
      if (mayHaveArrived(error)) until(sentAt + underWayMs + lease.lastsMs + marginMs);
    },
  };
}

const before: readonly unknown[] = ['resolve', 'connect', 'tls', 'sign-in'];

/** Whether a request that failed like this may have reached the host. */
function mayHaveArrived({ code, details }: ForecourtError): boolean {
  return (code === 'ROAD_DOWN' && !before.includes(details?.stage)) || code === 'ANSWER_INVALID';
}
