import { ForecourtError } from '@forecourt/errors';
import { lease } from '@forecourt/sdk/remote';

export interface LeaseParts {
  /** Milliseconds that only go forward: a clock that is set right must not end every lease. */
  readonly uptime: () => number;
}

/** Until when each job belongs to whoever holds it. */
export interface Leases {
  /** @param lastsMs what is left of it after a restart */
  renew(key: string, lastsMs?: number): void;
  remainingMs(key: string): number;
  end(key: string): void;
  /** Takes out those that are over. */
  expired(): string[];
}

export function createLeases({ uptime }: LeaseParts): Leases {
  const ends = new Map<string, number>();
  return {
    renew(key, lastsMs = lease.lastsMs) {
      ends.set(key, uptime() + Math.min(lastsMs, lease.lastsMs));
    },
    remainingMs: (key) => Math.max(0, Math.round((ends.get(key) ?? 0) - uptime())),
    end: (key) => void ends.delete(key),
    expired() {
      const over = [...ends].filter(([, end]) => end <= uptime()).map(([key]) => key);
      for (const key of over) ends.delete(key);
      return over;
    },
  };
}

/** Said of a job whose lease ran out. */
export function leaseOver(): ForecourtError {
  return new ForecourtError('LEASE_LOST', 'Nobody renewed the lease of this job in time, so it was ended.', {
    hint: 'Send the job again: it is begun anew.',
  });
}
