import { eventSchema } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { eventBounds, eventsChannel, readEvents } from '../database/events.ts';
import { databaseError } from '../database/failures.ts';
import type { Database } from '../database/open.ts';
import { createRoom, type Room } from './room.ts';

export interface HubOptions {
  readonly database: Database;
  /** Channel of events that are not kept. */
  readonly progressChannel: string;
}

/** All streams of this process, behind one listener on the database. */
export interface EventHub extends AsyncDisposable {
  /** The room of a dealership. */
  room(dealershipId: string): Room;
}

const passingSchema = z.object({ dealershipId: z.uuid(), event: eventSchema });

export async function createHub({ database, progressChannel }: HubOptions): Promise<EventHub> {
  const rooms = new Map<string, Room>();
  const events = await database.listen(eventsChannel, (payload) => {
    // Without a name something may have been missed: everybody looks.
    const named = payload === '' ? undefined : rooms.get(payload);
    if (payload === '') for (const room of rooms.values()) room.changed();
    else named?.changed();
  });
  const progress = await database.listen(progressChannel, (payload) => {
    if (payload === '') return;
    const { dealershipId, event } = passingSchema.parse(JSON.parse(payload));
    rooms.get(dealershipId)?.pass(event);
  });
  return {
    room(dealershipId) {
      const log = {
        read: (after: number, limit: number) => known(readEvents(database.orm, dealershipId, after, limit)),
        bounds: () => known(eventBounds(database.orm, dealershipId)),
      };
      const room = rooms.get(dealershipId) ?? createRoom(log, () => rooms.delete(dealershipId));
      rooms.set(dealershipId, room);
      return room;
    },
    async [Symbol.asyncDispose]() {
      await events[Symbol.asyncDispose]();
      await progress[Symbol.asyncDispose]();
    },
  };
}

/** Errors of single queries are drizzle's own until somebody says what they mean. */
function known<T>(query: Promise<T>): Promise<T> {
  return query.catch((error: unknown) => {
    throw databaseError(error);
  });
}
