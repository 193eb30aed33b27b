import { availableParallelism } from 'node:os';
import { abortError, throwIfAborted } from '@forecourt/errors';

/**
 * How many pictures are decoded or encoded at once in this process. Each holds its picture in memory and a thread of libuv's pool
 * (four by default, shared with all file access), so a batch of a thousand waits here instead of exhausting either.
 */
export const turnsAtOnce = Math.min(3, Math.max(1, availableParallelism()));

interface Waiting {
  readonly start: () => void;
}

let running = 0;
const queue = new Set<Waiting>();

/**
 * Runs `work` when it is its turn: first come, first served.
 *
 * @throws ForecourtError `ABORTED` or `DEADLINE_EXCEEDED` at once when `signal` fires while waiting; the place in the queue is given up.
 */
export async function inTurn<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  throwIfAborted(signal);
  if (running >= turnsAtOnce) await waitForTurn(signal);
  else running++;
  try {
    return await work();
  } finally {
    // A turn passes from hand to hand, so nobody who comes later can slip in between.
    const [next] = queue;
    if (next) {
      queue.delete(next);
      next.start();
    } else {
      running--;
    }
  }
}

function waitForTurn(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      queue.delete(waiting);
      if (signal) reject(abortError(signal));
    };
    const waiting: Waiting = {
      start: () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      },
    };
    queue.add(waiting);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
