import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

/** Time that goes on only when nothing else is left to do. */
export interface VirtualClock extends Clock {
  /** Lets time go on until this has ended, and gives what came of it. */
  until<Value>(promise: Promise<Value>): Promise<Value>;
  /** Timers that somebody still waits for. */
  readonly pending: number;
}

export function createVirtualClock(startMs = Date.UTC(2026, 10, 21)): VirtualClock {
  const timers = new Map<object, { readonly at: number; readonly callback: () => void }>();
  let now = startMs;

  function advance(): boolean {
    const [next] = [...timers].sort(([, one], [, other]) => one.at - other.at);
    if (!next) return false;
    const [id, { at, callback }] = next;
    timers.delete(id);
    now = Math.max(now, at);
    callback();
    return true;
  }

  return {
    now: () => now,
    after(ms, callback) {
      const id = {};
      timers.set(id, { at: now + Math.max(0, ms), callback });
      return () => timers.delete(id);
    },
    async until(promise) {
      let ended = false;
      const end = () => {
        ended = true;
      };
      promise.then(end, end);
      for (;;) {
        await setImmediate();
        if (ended) return await promise;
        if (!advance()) throw new Error('Nothing is left that could end this.');
      }
    },
    get pending() {
      return timers.size;
    },
  };
}
