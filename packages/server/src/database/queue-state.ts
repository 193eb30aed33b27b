import type { InstallationQueue, QueueState } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { readPause } from './queue-pauses.ts';
import { dealershipQueues, dealerships, installationPause, jobs, photos } from './schema.ts';
import { listWorkers } from './workers.ts';

const hourMs = 60 * 60 * 1000;
/** Jobs that were added earlier are not looked at for what was done in the last hour. */
const lookedBackMs = 24 * hourMs;

const countsSchema = z.object({
  waiting: z.number(),
  delayed: z.number(),
  working: z.number(),
  failed: z.number(),
  doneLastHour: z.number(),
  oldestWaitingAt: z.coerce.date().nullable(),
});

/** What waits, is under way and came of it, in one dealership. Each figure is read from an index. */
export async function readQueue(orm: ForecourtOrm, dealershipId: string): Promise<QueueState> {
  const since = firstIdOf(Date.now() - lookedBackMs);
  const result = await orm.execute(sql`
    select
      (select count(*)::int from ${jobs} where dealership_id = ${dealershipId} and state = 'waiting' and next_try_at is null) as waiting,
      (select count(*)::int from ${jobs} where dealership_id = ${dealershipId} and state = 'waiting' and next_try_at is not null) as delayed,
      (select count(*)::int from ${jobs} where dealership_id = ${dealershipId} and state = 'working') as working,
      (select count(*)::int from ${jobs} join ${photos} on ${photos.dealershipId} = ${jobs.dealershipId} and ${photos.id} = ${jobs.photoId}
        and ${photos.jobId} = ${jobs.id} where ${jobs.dealershipId} = ${dealershipId} and ${jobs.state} = 'failed') as failed,
      (select count(*)::int from ${jobs} where dealership_id = ${dealershipId} and state = 'done' and id >= ${since}::uuid
        and finished_at > now() - interval '1 hour') as "doneLastHour",
      (select created_at from ${jobs} where dealership_id = ${dealershipId} and state = 'waiting' order by id limit 1) as "oldestWaitingAt"`);
  const [counts] = rowsOf(countsSchema, result);
  const [pause, workers] = [await readPause(orm, dealershipId), await listWorkers(orm)];
  return {
    pause,
    waiting: counts?.waiting ?? 0,
    delayed: counts?.delayed ?? 0,
    working: counts?.working ?? 0,
    failed: counts?.failed ?? 0,
    doneLastHour: counts?.doneLastHour ?? 0,
    oldestWaitingAt: counts?.oldestWaitingAt?.toISOString() ?? null,
    workers: {
      alive: workers.length,
      places: workers.reduce((sum, { places }) => sum + places, 0),
      underWay: workers.reduce((sum, { underWay }) => sum + underWay, 0),
    },
  };
}

const dealershipSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  pausedAt: z.coerce.date().nullable(),
  pausedBy: z.string().nullable(),
  waiting: z.number(),
  delayed: z.number(),
  working: z.number(),
  oldestWaitingAt: z.coerce.date().nullable(),
});

/** The queue of all dealerships that have something in it or are paused, the fullest first; and who works. */
export async function readInstallationQueue(orm: ForecourtOrm): Promise<InstallationQueue> {
  const result = await orm.execute(sql`
    select ${dealerships.id} as id, ${dealerships.name} as name, queue.paused_at as "pausedAt", queue.paused_by as "pausedBy",
      coalesce(depth.waiting, 0) as waiting, coalesce(depth.delayed, 0) as delayed, coalesce(depth.working, 0) as working,
      depth.oldest as "oldestWaitingAt"
    from ${dealerships}
    left join ${dealershipQueues} as queue on queue.dealership_id = ${dealerships.id}
    left join (
      select dealership_id,
        (count(*) filter (where state = 'waiting' and next_try_at is null))::int as waiting,
        (count(*) filter (where state = 'waiting' and next_try_at is not null))::int as delayed,
        (count(*) filter (where state = 'working'))::int as working,
        min(created_at) filter (where state = 'waiting') as oldest
      from ${jobs} where state in ('waiting', 'working') group by dealership_id
    ) as depth on depth.dealership_id = ${dealerships.id}
    where depth.dealership_id is not null or queue.paused_at is not null
    order by waiting desc, name limit 200`);
  const [everybody] = await orm.select().from(installationPause);
  return {
    pause: everybody ? { scope: 'installation', at: everybody.pausedAt.toISOString(), by: everybody.pausedBy } : null,
    dealerships: rowsOf(dealershipSchema, result).map(({ pausedAt, pausedBy, oldestWaitingAt, ...row }) => ({
      ...row,
      pause: pausedAt && { scope: 'dealership' as const, at: pausedAt.toISOString(), by: pausedBy ?? '' },
      oldestWaitingAt: oldestWaitingAt?.toISOString() ?? null,
    })),
    workers: await listWorkers(orm),
  };
}

/** The lowest UUID of version 7 of a moment: what was made later has a larger one. */
function firstIdOf(moment: number): string {
  const digits = Math.max(0, moment).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
}
