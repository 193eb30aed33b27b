import { z } from 'zod';
import { and, desc, eq, gt, isNotNull, or, sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { assets, dealershipQueues, deliveries, errorGroups, installationPause, jobs, workers } from './schema.ts';
import { aliveMs } from './workers.ts';

/** How the queue stands, over all dealerships. */
export interface QueueFigures {
  readonly waiting: number;
  readonly working: number;
  /** Age of the job that has waited longest among those that may begin now; 0 if there is none. */
  readonly oldestWaitingSeconds: number;
}

const queueSchema = z.object({ waiting: z.coerce.number(), working: z.coerce.number(), oldest: z.coerce.number().nullable() });

/** Counts what waits and what is under way, by the indexes that hold only those. */
export async function readQueueFigures(orm: ForecourtOrm): Promise<QueueFigures> {
  const result = await orm.execute(sql`
    select
      (select count(*) from ${jobs} where state = 'waiting') as waiting,
      (select count(*) from ${jobs} where state = 'working') as working,
      (
        select extract(epoch from now() - min(coalesce(next_try_at, created_at))) from ${jobs}
        where state = 'waiting' and (next_try_at is null or next_try_at <= now())
      ) as oldest`);
  const [row] = rowsOf(queueSchema, result);
  return { waiting: row?.waiting ?? 0, working: row?.working ?? 0, oldestWaitingSeconds: Math.max(0, row?.oldest ?? 0) };
}

/** Who paused everything, and how many dealerships paused what is theirs. */
export async function readPauses(orm: ForecourtOrm): Promise<{ readonly installation: string | null; readonly dealerships: number }> {
  const [everybody] = await orm.select({ by: installationPause.pausedBy }).from(installationPause);
  const dealerships = await orm.$count(dealershipQueues, isNotNull(dealershipQueues.pausedAt));
  return { installation: everybody?.by ?? null, dealerships };
}

/** What went wrong lately, by its cause: without the words of it, which may name somebody's file. */
export async function readErrorCauses(orm: ForecourtOrm): Promise<object[]> {
  const { code, place, operation, provider, state, count, firstSeenAt, lastSeenAt } = errorGroups;
  return await orm
    .select({ code, place, operation, provider, state, count, firstSeenAt, lastSeenAt })
    .from(errorGroups)
    .orderBy(desc(lastSeenAt))
    .limit(200);
}

/** Workers that gave a sign of life lately. */
export async function countWorkers(orm: ForecourtOrm): Promise<number> {
  return await orm.$count(workers, gt(workers.seenAt, sql`now() - ${aliveMs} * interval '1 millisecond'`));
}

/** Messages that are not through: those that wait, and those that died in the last day. */
export async function countDeliveries(orm: ForecourtOrm): Promise<{ kind: string; state: string; count: number }[]> {
  return await orm
    .select({ kind: deliveries.kind, state: deliveries.state, count: sql<number>`count(*)`.mapWith(Number) })
    .from(deliveries)
    .where(
      or(eq(deliveries.state, 'waiting'), and(eq(deliveries.state, 'failed'), gt(deliveries.createdAt, sql`now() - interval '1 day'`))),
    )
    .groupBy(deliveries.kind, deliveries.state);
}

const storageSchema = z.object({ files: z.coerce.number(), bytes: z.coerce.number() });

/** What is kept, from the table of files. Reads all of it: not for every scrape. */
export async function countFiles(orm: ForecourtOrm): Promise<{ readonly files: number; readonly bytes: number }> {
  const [row] = rowsOf(storageSchema, await orm.execute(sql`select count(*) as files, coalesce(sum(bytes), 0) as bytes from ${assets}`));
  return row ?? { files: 0, bytes: 0 };
}
