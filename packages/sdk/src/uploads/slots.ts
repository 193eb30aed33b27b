import { abortError, throwIfAborted } from '@forecourt/errors';

/** Lets so many work at once, in the order of asking. */
export interface Slots {
  use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const queue: (() => void)[] = [];

  async function take(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (free > 0) {
      free--;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const aborted = () => {
        queue.splice(queue.indexOf(turn), 1);
        reject(abortError(signal));
      };
      const turn = () => {
        signal.removeEventListener('abort', aborted);
        resolve();
      };
      signal.addEventListener('abort', aborted, { once: true });
      queue.push(turn);
    });
  }

  return {
    async use(signal, work) {
      await take(signal);
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next) next();
        else free++;
      }
    },
  };
}
