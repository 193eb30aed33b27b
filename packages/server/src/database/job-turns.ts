import type { RemovalOptions } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { and, eq, lte, type SQL, sql } from './drizzle.ts';
import { type JobLease, type JobName, later, named, showOnPhotos, tellJobs } from './job-rows.ts';
import type { Database, Transaction } from './open.ts';
import { rowsOf } from './orm.ts';
import { dealershipQueues, installationPause, jobs } from './schema.ts';
import type { JobLane } from './tables/pictures.ts';

/** A job that was begun, with all that is needed to do it. */
export interface BegunJob extends JobLease {
  readonly operation: typeof jobs.$inferSelect.operation;
  readonly options: RemovalOptions;
  readonly priority: number;
  /** How often it was begun, with this time. */
  readonly attempts: number;
  /** Time since it was asked for. */
  readonly waitedMs: number;
  /** Names what somebody did that it came from. */
  readonly correlationId: string | null;
  /** What it works on; null for a job that is not about a photo. */
  readonly photo: BegunPhoto | null;
}

export interface BegunPhoto {
  readonly photoId: string;
  readonly vehicleId: string;
  readonly assetSha256: string;
}

export interface BeginTerms {
  readonly leaseMs: number;
  /** Who works on them. */
  readonly provider: string;
}

/** Any number: whoever hands out turns on one database has to take the same. */
const turnsLock = 7_039_212_019;

/**
 * Takes the next jobs in turn, up to `most`. Dealerships with waiting work take turns, the one first that was served the longest ago, so
 * that none waits for more jobs of others than there are others; inside a dealership the larger priority comes first, then the
 * earlier. One process at a time hands out turns, so this holds for any number of workers. Each lane has turns of its own.
 */
export function beginJobs(
  database: Database,
  { most, lane = 'machine', ...terms }: BeginTerms & { readonly most: number; readonly lane?: JobLane | undefined },
): Promise<BegunJob[]> {
  return database.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${turnsLock})`);
    await tx
      .update(jobs)
      .set({ nextTryAt: null })
      .where(and(eq(jobs.state, 'waiting'), lte(jobs.nextTryAt, sql`now()`)));
    const names = rowsOf(nameSchema, await tx.execute(turnsQuery(most, lane)));
    return names.length === 0 ? [] : await takeJobs(tx, names, terms);
  });
}

/** In turn, and not waiting for the time of its next try: as the indexes `jobs_in_turn` have it, which is why nothing of it is a parameter. */
const isReady = (lane: JobLane): SQL => sql.raw(`state = 'waiting' and next_try_at is null and lane = '${lane}'`);
/** Where it stands whose turn it is. */
const turnOf: Readonly<Record<JobLane, SQL>> = { machine: sql.raw('turn'), provider: sql.raw('provider_turn') };
const isAnythingPaused = sql`exists (select from ${installationPause})`;

const nameSchema = z.object({ dealershipId: z.uuid(), jobId: z.uuid() });

/** Each dealership with a job in turn, by one step into the index for each, whose whole order is named so that no other index will do. Ends with a null. */
const waitingDealerships = (lane: JobLane): SQL => sql`owners (dealership_id) as (
      (select dealership_id from ${jobs} where ${isReady(lane)} order by dealership_id, priority desc, id limit 1)
      union all
      select (
        select later.dealership_id from ${jobs} as later
        where later.state = 'waiting' and later.next_try_at is null and later.lane = ${sql.raw(`'${lane}'`)} and later.dealership_id > owners.dealership_id
        order by later.dealership_id, later.priority desc, later.id limit 1
      ) from owners where owners.dealership_id is not null
    )`;

/** Jobs in the order of their turns, and the dealerships marked as served. Looks at no more rows than dealerships × turns. */
export const turnsQuery = (most: number, lane: JobLane = 'machine'): SQL => sql`
    with recursive ${waitingDealerships(lane)},
    turns as (
      select owners.dealership_id, coalesce(queue.${turnOf[lane]}, 0) as turn
      from owners left join ${dealershipQueues} as queue on queue.dealership_id = owners.dealership_id
      where owners.dealership_id is not null and queue.paused_at is null and not ${isAnythingPaused}
      order by turn, owners.dealership_id limit ${most}
    ),
    chosen as (
      select turns.dealership_id, first.id, row_number() over (order by first.round, turns.turn, turns.dealership_id) as place
      from turns cross join lateral (
        select id, row_number() over (order by priority desc, id) as round
        from (
          select id, priority from ${jobs} where dealership_id = turns.dealership_id and ${isReady(lane)} order by priority desc, id limit ${most}
        ) as candidates
      ) as first
      order by place limit ${most}
    ),
    served as (
      insert into ${dealershipQueues} (dealership_id, ${turnOf[lane]})
      select dealership_id, (select coalesce(max(${turnOf[lane]}), 0) from ${dealershipQueues}) + max(place) from chosen group by dealership_id
      on conflict (dealership_id) do update set ${turnOf[lane]} = excluded.${turnOf[lane]}
    )
    select dealership_id as "dealershipId", id as "jobId" from chosen order by place`;

/** Begins the named jobs, as far as they still wait: each gets a new fence and a lease, and its photo shows it. */
export async function takeJobs(tx: Transaction, names: readonly JobName[], { leaseMs, provider }: BeginTerms): Promise<BegunJob[]> {
  const rows = await tx
    .update(jobs)
    .set({
      state: 'working',
      fence: sql`${jobs.fence} + 1`,
      attempts: sql`${jobs.attempts} + 1`,
      leaseUntil: later(leaseMs),
      provider,
      startedAt: sql`now()`,
      nextTryAt: null,
      progressStage: null,
      progressShare: null,
    })
    .from(named(names))
    .where(and(sql`${jobs.dealershipId} = named."dealershipId" and ${jobs.id} = named."jobId"`, eq(jobs.state, 'waiting')))
    .returning({
      dealershipId: jobs.dealershipId,
      jobId: jobs.id,
      photoId: jobs.photoId,
      operation: jobs.operation,
      options: jobs.options,
      priority: jobs.priority,
      fence: jobs.fence,
      attempts: jobs.attempts,
      waitedMs: sql<number>`extract(epoch from now() - ${jobs.createdAt}) * 1000`.mapWith(Number),
      correlationId: jobs.correlationId,
    });
  const shown = await showOnPhotos(tx, rows, 'working');
  await tellJobs(tx, rows);
  return rows.map((row) => ({ ...row, photo: shown.get(row.photoId ?? '') ?? null }));
}
