import { type Again, afterFailureMs, type Handle, type Message } from './queue.ts';

export interface Handlers {
  readonly count: number;
  /**
   * Runs the handler on a message; never rejects. What comes back is what to do with the message. Once {@link settle} was called, messages
   * that were on their way are given back unread.
   */
  run(message: Message, controller?: AbortController): Promise<Again | undefined>;
  /** Resolves when no handler runs; fires their signals after `graceMs`. */
  settle(graceMs: number | undefined): Promise<void>;
}

/** Keeps count of the handlers under way, for any backend. */
export function createHandlers(handle: Handle, onError: (error: unknown, message: Message) => void): Handlers {
  const underWay = new Map<AbortController, Promise<unknown>>();
  let isEnding = false;

  async function guarded(message: Message, signal: AbortSignal): Promise<Again | undefined> {
    try {
      return await handle(message, { signal });
    } catch (error) {
      onError(error, message);
      return { delayMs: afterFailureMs };
    }
  }

  return {
    get count() {
      return underWay.size;
    },
    async run(message, controller = new AbortController()) {
      if (isEnding) return { delayMs: 0 };
      const running = guarded(message, controller.signal).finally(() => underWay.delete(controller));
      underWay.set(controller, running);
      return running;
    },
    async settle(graceMs) {
      isEnding = true;
      const timer = graceMs === undefined ? undefined : setTimeout(stopAll, graceMs);
      try {
        while (underWay.size > 0) await Promise.all(underWay.values());
      } finally {
        clearTimeout(timer);
      }
    },
  };

  function stopAll(): void {
    const reason = new DOMException('The worker stops.', 'AbortError');
    for (const controller of underWay.keys()) controller.abort(reason);
  }
}
