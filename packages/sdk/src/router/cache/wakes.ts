import type { Redis } from 'ioredis';

/** Those in this process who wait until somebody in another one has finished, by the name of what is made. */
export interface Wakes {
  /** Begins to listen for one name. */
  listen(name: string): Promise<Listener>;
}

export interface Listener extends Disposable {
  /** Waits until it is called, so long at most; at once where it was called since it was asked last. */
  wait(mostMs: number, signal: AbortSignal | undefined): Promise<void>;
}

/**
 * @param subscriber a connection that is used for nothing else. Without one, whoever waits looks again and again.
 * @param lookAgainMs how often to look where no call can come
 */
export function createWakes(subscriber: Redis | undefined, channel: string, lookAgainMs: number): Wakes {
  const listeners = new Map<string, Set<() => void>>();
  let listening: Promise<unknown> | undefined;
  let isListening = false;

  async function subscribe(client: Redis): Promise<void> {
    client.on('message', (from, name) => {
      if (from !== channel) return;
      for (const call of listeners.get(name) ?? []) call();
    });
    try {
      await client.subscribe(channel);
      isListening = true;
    } catch {
      // Whoever waits looks again and again instead: that is slower, not wrong. ioredis tells its own listeners what is wrong.
      isListening = false;
    }
  }

  return {
    async listen(name) {
      if (subscriber !== undefined) listening ??= subscribe(subscriber);
      let called = Promise.withResolvers<void>();
      const call = () => called.resolve();
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(call));
      // A connection that is away would keep everybody waiting; its calls come later, or the time is up.
      if (subscriber?.status === 'ready') await listening;
      return {
        async wait(mostMs, signal) {
          if (signal?.aborted) return;
          const isHeard = isListening && subscriber?.status === 'ready';
          const over = Promise.withResolvers<void>();
          const stop = () => over.resolve();
          const timer = setTimeout(stop, Math.max(1, isHeard ? mostMs : Math.min(mostMs, lookAgainMs)));
          signal?.addEventListener('abort', stop, { once: true });
          await Promise.race([called.promise, over.promise]);
          clearTimeout(timer);
          signal?.removeEventListener('abort', stop);
          called = Promise.withResolvers<void>();
        },
        [Symbol.dispose]() {
          all.delete(call);
          if (all.size === 0 && listeners.get(name) === all) listeners.delete(name);
        },
      };
    },
  };
}
