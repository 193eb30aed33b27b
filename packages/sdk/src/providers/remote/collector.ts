import { ForecourtError } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import type { Host } from '../../remote/host.ts';

/** Tells hosts that results are kept elsewhere, a while after they were handed over. */
export interface Collector {
  later(host: Host, key: string): void;
  /** Somebody wants it once more. */
  keep(host: Host, key: string): void;
  close(): void;
}

/** @param afterMs so long a caller may crash after it got a result, and find it again */
export function createCollector(clock: Clock, afterMs: number): Collector {
  const timers = new Map<string, () => void>();
  let isClosed = false;
  const nameOf = (host: Host, key: string) => `${host.id} ${key}`;
  const keep = (host: Host, key: string) => {
    timers.get(nameOf(host, key))?.();
    timers.delete(nameOf(host, key));
  };
  return {
    keep,
    later(host, key) {
      keep(host, key);
      if (isClosed) return;
      const collect = () => {
        timers.delete(nameOf(host, key));
        host.collected(key).catch((error: unknown) => {
          // Where it does not get through, the host frees the files by its own rule after a day.
          if (!ForecourtError.is(error)) throw error;
        });
      };
      timers.set(nameOf(host, key), clock.after(afterMs, collect));
    },
    close() {
      isClosed = true;
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}
