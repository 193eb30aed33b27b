import { ForecourtError } from '@forecourt/errors';
import type { ForecourtEvent } from '@forecourt/sdk/contract';
import { createBell } from './bell.ts';
import { type StreamClock, systemClock } from './clock.ts';
import type { Room } from './room.ts';

/** Whether the caller may still listen is asked this often: a revoked key or an ended session is out within seconds. */
const tickMs = 5_000;
/** Something is said at least every 20 s, under the minute after which proxies (nginx `proxy_read_timeout`) call a connection dead. */
const ticksPerHeartbeat = 4;
/** Progress that nobody fetched is worth nothing: a slow reader gets the latest only. */
const keptProgress = 50;
const batch = 100;

export interface StreamOptions {
  readonly room: Room;
  /** Cursor of the last event that the reader has; from now on where null. */
  readonly after: string | null;
  /** Asked every few seconds. */
  readonly isAllowed: () => Promise<boolean>;
  /** Ends the stream. */
  readonly signal: AbortSignal;
  readonly clock?: StreamClock | undefined;
}

/** An event to send, or null for a sign of life. */
export type StreamItem = ForecourtEvent | null;

/**
 * The events of a dealership for one reader: `stream.opened`, what came after its cursor, then what happens. It reads as fast as it is
 * read: nothing piles up for a slow reader but the database's rows.
 *
 * @throws INVALID_INPUT for a cursor that is none, UNAUTHENTICATED when access ends, DATABASE_UNAVAILABLE
 */
export async function* eventStream(options: StreamOptions): AsyncGenerator<StreamItem, void, undefined> {
  const { room, signal, clock = systemClock } = options;
  const bell = createBell();
  const progress: ForecourtEvent[] = [];
  let ticks = 0;
  let isCheckDue = false;
  using _seat = room.join({
    changed: () => bell.ring(),
    passing(event) {
      if (progress.push(event) > keptProgress) progress.shift();
      bell.ring();
    },
  });
  const ended = new AbortController();
  const whileOpen = AbortSignal.any([signal, ended.signal]);
  const ticking = (async () => {
    while (!whileOpen.aborted) {
      await clock.wait(tickMs, whileOpen);
      ticks += 1;
      isCheckDue = true;
      bell.ring();
    }
  })();
  try {
    const start = await room.start(options.after);
    let cursor = start.cursor;
    yield { type: 'stream.opened', id: cursor, at: new Date().toISOString(), data: {} };
    if (start.isReset) yield { type: 'stream.reset', id: cursor, at: new Date().toISOString(), data: {} };
    while (!signal.aborted) {
      if (isCheckDue) {
        isCheckDue = false;
        if (!(await options.isAllowed())) throw new ForecourtError('UNAUTHENTICATED', 'The session or key has ended.');
      }
      const events = await room.after(cursor, batch);
      for (const event of events) {
        cursor = event.id;
        ticks = 0;
        // Perhaps it was this reader's key.
        if (event.type === 'key.revoked') isCheckDue = true;
        yield event;
      }
      for (let event = progress.shift(); event && !isCheckDue; event = progress.shift()) {
        ticks = 0;
        yield event;
      }
      if (events.length > 0 || isCheckDue) continue;
      if (ticks >= ticksPerHeartbeat) {
        ticks = 0;
        yield null;
      }
      await bell.next(signal);
    }
  } finally {
    ended.abort();
    await ticking;
  }
}
