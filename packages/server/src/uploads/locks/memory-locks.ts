import { abortError, ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { AcquireOptions, Locks } from './locks.ts';

interface Waiting {
  readonly options: AcquireOptions;
  readonly take: () => void;
}

interface Held {
  holder: AcquireOptions;
  readonly queue: Waiting[];
}

export interface MemoryLocks extends Locks {
  /** Asks whoever holds `key` here to let go: for somebody in another process. */
  askRelease(key: string): void;
}

/** Locks within this process, given in the order of asking. */
export function createMemoryLocks(): MemoryLocks {
  const held = new Map<string, Held>();

  function unlock(key: string, place: Held): void {
    const next = place.queue.shift();
    if (next === undefined) {
      held.delete(key);
      return;
    }
    place.holder = next.options;
    next.take();
    // Whoever still waits wants it from the new holder too.
    if (place.queue.length > 0) place.holder.release?.();
  }

  function lockOf(key: string, place: Held) {
    let isHeld = true;
    return {
      async unlock() {
        if (!isHeld) return;
        isHeld = false;
        unlock(key, place);
      },
    };
  }

  return {
    async acquire(key, options) {
      throwIfAborted(options.signal);
      const place = held.get(key);
      if (place === undefined) {
        const fresh: Held = { holder: options, queue: [] };
        held.set(key, fresh);
        return lockOf(key, fresh);
      }
      await waitForTurn(place, options);
      return lockOf(key, place);
    },
    askRelease: (key) => held.get(key)?.holder.release?.(),
    [Symbol.asyncDispose]: async () => held.clear(),
  };
}

function waitForTurn(place: Held, options: AcquireOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (error: ForecourtError) => {
      const at = place.queue.indexOf(waiting);
      if (at >= 0) place.queue.splice(at, 1);
      settle();
      reject(error);
    };
    const aborted = () => options.signal && giveUp(abortError(options.signal));
    const timer = setTimeout(() => giveUp(lockedError()), options.waitMs);
    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', aborted);
    };
    const waiting: Waiting = {
      options,
      take() {
        settle();
        resolve();
      },
    };
    options.signal?.addEventListener('abort', aborted);
    place.queue.push(waiting);
    place.holder.release?.();
  });
}

export function lockedError(): ForecourtError {
  return new ForecourtError('UPLOAD_LOCKED', 'Another request still works on this upload.', { details: { retryAfterSeconds: 1 } });
}
