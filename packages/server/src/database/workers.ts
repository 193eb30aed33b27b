import type { WorkerState } from '@forecourt/sdk/contract';
import { asc, eq, gt, lt, sql } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { workers } from './schema.ts';

/** A worker that gave no sign of life for so long is not counted any more: three signs missed. */
export const aliveMs = 15_000;
const keptMs = 24 * 60 * 60 * 1000;

const before = (ms: number) => sql`now() - ${ms} * interval '1 millisecond'`;

export type WorkerSign = Pick<typeof workers.$inferInsert, 'id' | 'host' | 'processId' | 'provider' | 'concurrency' | 'underWay'>;

/** Says that a worker lives and how much it does, and forgets those of yesterday. */
export async function announceWorker(orm: ForecourtOrm, sign: WorkerSign): Promise<void> {
  const { concurrency, underWay = 0 } = sign;
  await orm
    .insert(workers)
    .values(sign)
    .onConflictDoUpdate({ target: workers.id, set: { concurrency, underWay, seenAt: sql`now()` } });
  await orm.delete(workers).where(lt(workers.seenAt, before(keptMs)));
}

export async function removeWorker(orm: ForecourtOrm, id: string): Promise<void> {
  await orm.delete(workers).where(eq(workers.id, id));
}

/** Workers that live, the oldest first. */
export async function listWorkers(orm: ForecourtOrm): Promise<WorkerState[]> {
  const rows = await orm
    .select()
    .from(workers)
    .where(gt(workers.seenAt, before(aliveMs)))
    .orderBy(asc(workers.startedAt), asc(workers.id));
  return rows.map(({ concurrency, startedAt, seenAt, ...row }) => ({
    ...row,
    places: concurrency,
    startedAt: startedAt.toISOString(),
    seenAt: seenAt.toISOString(),
  }));
}
