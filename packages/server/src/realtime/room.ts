import { ForecourtError } from '@forecourt/errors';
import type { ForecourtEvent } from '@forecourt/sdk/contract';

/** An event that is kept: it has a cursor. */
export type KeptEvent = Extract<ForecourtEvent, { id: string }>;

export interface Listener {
  /** There may be new events. */
  changed(): void;
  /** An event that is only for who is there. */
  passing(event: ForecourtEvent): void;
}

/** What a room reads from. */
export interface EventLog {
  /** Events behind a sequence, oldest first. */
  read(after: number, limit: number): Promise<readonly KeptEvent[]>;
  /** Sequence of the oldest event that is kept, and of the newest there ever was. */
  bounds(): Promise<{ readonly oldest: number | null; readonly newest: number }>;
}

/** All readers of one dealership in this process. They share what was read lately, so a hundred open pages cost one query an event. */
export interface Room {
  join(listener: Listener): Disposable;
  /** Where a stream starts. @throws INVALID_INPUT */
  start(after: string | null): Promise<{ readonly cursor: string; readonly isReset: boolean }>;
  /** The next events behind a cursor. */
  after(cursor: string, limit: number): Promise<readonly KeptEvent[]>;
  changed(): void;
  pass(event: ForecourtEvent): void;
  readonly isEmpty: boolean;
}

/** Readers that are further behind than this read from the database by themselves. */
const sharedEvents = 500;

export function createRoom(log: EventLog, onEmpty: () => void): Room {
  const listeners = new Set<Listener>();
  /** The latest events without a gap, all behind `sharedAfter`. */
  const shared: KeptEvent[] = [];
  let sharedAfter: number | null = null;
  let reading: Promise<void> | null = null;
  /** Raised by each notification; what was read before it may lack something. */
  let news = 0;
  let readNews = -1;

  async function catchUp(): Promise<void> {
    while (readNews !== news) {
      const heard = news;
      sharedAfter ??= (await log.bounds()).newest;
      const last = shared.at(-1);
      const events = await log.read(last ? Number(last.id) : sharedAfter, sharedEvents);
      shared.push(...events);
      const surplus = shared.splice(0, Math.max(shared.length - sharedEvents, 0)).at(-1);
      if (surplus) sharedAfter = Number(surplus.id);
      if (events.length < sharedEvents) readNews = heard;
    }
  }

  return {
    join(listener) {
      listeners.add(listener);
      return {
        [Symbol.dispose]() {
          listeners.delete(listener);
          if (listeners.size === 0) onEmpty();
        },
      };
    },
    async start(after) {
      const { oldest, newest } = await log.bounds();
      if (after === null) return { cursor: String(newest), isReset: false };
      if (!/^\d{1,15}$/.test(after)) {
        throw new ForecourtError('INVALID_INPUT', 'after: is no cursor of this stream.', {
          hint: 'Send the id of the last event, or none.',
        });
      }
      const asked = Number(after);
      // Ahead of all there is: the database was put back to an older state. Behind the oldest: the missing ones are gone.
      const isReset = asked > newest || asked < (oldest ?? newest + 1) - 1;
      return { cursor: isReset ? String(newest) : String(asked), isReset };
    },
    async after(cursor, limit) {
      reading ??= catchUp().finally(() => {
        reading = null;
      });
      await reading;
      const from = Number(cursor);
      if (sharedAfter === null || from < sharedAfter) return await log.read(from, limit);
      return shared.filter((event) => Number(event.id) > from).slice(0, limit);
    },
    changed() {
      news += 1;
      for (const listener of listeners) listener.changed();
    },
    pass(event) {
      for (const listener of listeners) listener.passing(event);
    },
    get isEmpty() {
      return listeners.size === 0;
    },
  };
}
