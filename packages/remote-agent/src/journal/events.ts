import { type HostJobEvent, hostJobEventSchema, type NewHostJobEvent } from '@forecourt/sdk/contract';
import * as z from 'zod';
import type { Database } from './database.ts';

/** What happened in jobs, numbered from 1 without gaps. */
export interface EventRecords {
  /** Numbers events and writes them down, with what of the job follows from them. */
  append(key: string, events: readonly NewHostJobEvent[], now: number): void;
  read(key: string, after: number, most: number): HostJobEvent[];
}

const eventRow = z
  .object({ sequence: z.number(), at: z.number(), body: z.string() })
  .transform(({ sequence, at, body }): unknown => ({ ...JSON.parse(body), sequence, at: new Date(at).toISOString() }))
  .pipe(hostJobEventSchema);

export function eventRecords(database: Database): EventRecords {
  const last = z.object({ last_sequence: z.number() });
  return {
    append(key, events, now) {
      database.transaction(() => {
        const found = database.first(last, 'SELECT last_sequence FROM jobs WHERE key = :key', { key });
        if (found === undefined) return;
        let sequence = found.last_sequence;
        for (const event of events) {
          sequence++;
          database.run('INSERT INTO events VALUES (:key, :sequence, :now, :body)', { key, sequence, now, body: JSON.stringify(event) });
        }
        database.run('UPDATE jobs SET last_sequence = :sequence WHERE key = :key', { key, sequence });
        const progress = events.findLast((event) => event.type === 'progress');
        if (progress !== undefined) {
          const { stage, share } = progress;
          database.run('UPDATE jobs SET stage = :stage, share = :share WHERE key = :key', { key, stage, share });
        }
      });
    },
    read: (key, after, most) =>
      database.all(
        eventRow,
        'SELECT sequence, at, body FROM events WHERE job_key = :key AND sequence > :after ORDER BY sequence LIMIT :most',
        { key, after, most },
      ),
  };
}
