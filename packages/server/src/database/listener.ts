import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createChannels, type Heard } from './channels.ts';

export interface Listener {
  listen(channel: string, heard: Heard): Promise<AsyncDisposable>;
  close(): Promise<void>;
}

/** First and longest wait before the next try; each wait is random below it, so that servers do not come back all at once. */
const backoffMs = { first: 100, longest: 5_000 };
/** A connection whose other end vanished without a word is found by asking. */
const probeMs = 15_000;

/** One connection that only listens. It comes back by itself, and then tells every listener '' since it may have missed something. */
export function createListener(config: pg.ClientConfig): Listener {
  const channels = createChannels();
  const stopping = new AbortController();
  let client: pg.Client | undefined;
  let ready: PromiseWithResolvers<pg.Client> = Promise.withResolvers();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    for (let attempt = 0, isFirst = true; !stopping.signal.aborted; ) {
      const candidate = new pg.Client(config);
      const lost = Promise.withResolvers<void>();
      candidate.on('error', () => lost.resolve());
      candidate.on('end', () => lost.resolve());
      candidate.on('notification', ({ channel, payload }) => channels.tell(channel, payload ?? ''));
      try {
        await candidate.connect();
        for (const name of channels.names) await candidate.query(`listen ${candidate.escapeIdentifier(name)}`);
        attempt = 0;
        client = candidate;
        ready.resolve(candidate);
        if (!isFirst) channels.tellAll('');
        isFirst = false;
        await untilLost(candidate, lost.promise);
      } catch {
        // The database is away, or went while we connected: tried again below for as long as somebody listens.
      }
      if (client === candidate) {
        client = undefined;
        ready = Promise.withResolvers();
      }
      void candidate.end().catch(() => undefined);
      const longestMs = Math.min(backoffMs.longest, backoffMs.first * 2 ** attempt++);
      await delay(Math.random() * longestMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  async function untilLost(candidate: pg.Client, lost: Promise<void>): Promise<void> {
    const probe = setInterval(() => {
      candidate.query('select 1').catch(() => candidate.emit('error', new Error('The listening connection does not answer.')));
    }, probeMs);
    probe.unref();
    try {
      await Promise.race([lost, stopped(stopping.signal)]);
    } finally {
      clearInterval(probe);
    }
  }

  return {
    async listen(channel, heard) {
      const { isFirst, remove } = channels.add(channel, heard);
      running ??= run();
      while (isFirst && !stopping.signal.aborted) {
        const connected = await Promise.race([ready.promise, stopped(stopping.signal)]);
        if (connected === undefined) break;
        // Twice is no harm: a connection that was made after the channel was added listens to it already.
        const isListening = await connected.query(`listen ${connected.escapeIdentifier(channel)}`).then(
          () => true,
          () => false,
        );
        if (isListening) break;
        await delay(backoffMs.first, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
      return { [Symbol.asyncDispose]: async () => remove() };
    },
    async close() {
      stopping.abort();
      await running;
    },
  };
}

function stopped(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
