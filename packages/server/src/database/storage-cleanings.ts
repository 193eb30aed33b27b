import { v7 as newId } from 'uuid';
import { desc, eq, lt, sql } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { storageCleanings } from './schema.ts';
import type { CleaningCounts, StorageProblem } from './tables/storage.ts';

export type { CleaningCounts, StorageProblem } from './tables/storage.ts';
export type CleaningRow = typeof storageCleanings.$inferSelect;

/** Reports are kept so long: what went in a month can be looked up. */
const keptDays = 90;

export async function beginCleaning(orm: ForecourtOrm, kind: Pick<CleaningRow, 'isFull' | 'isDryRun'>): Promise<CleaningRow> {
  const [row] = await orm
    .insert(storageCleanings)
    .values({ id: newId(), ...kind })
    .returning();
  await orm.delete(storageCleanings).where(lt(storageCleanings.startedAt, sql`now() - ${keptDays} * interval '1 day'`));
  if (row === undefined) throw new TypeError('An insert gives its row back.');
  return row;
}

export async function endCleaning(
  orm: ForecourtOrm,
  id: string,
  end: { readonly counts?: CleaningCounts; readonly problem?: StorageProblem },
): Promise<void> {
  await orm
    .update(storageCleanings)
    .set({ ...end, finishedAt: sql`now()` })
    .where(eq(storageCleanings.id, id));
}

/** A report of something that was done in passing. */
export async function addCleaning(orm: ForecourtOrm, startedAt: Date, counts: CleaningCounts): Promise<void> {
  await orm.insert(storageCleanings).values({ id: newId(), isFull: false, startedAt, finishedAt: new Date(), counts });
}

/** Reports, newest first. */
export function readCleanings(orm: ForecourtOrm, limit: number): Promise<CleaningRow[]> {
  return orm.select().from(storageCleanings).orderBy(desc(storageCleanings.startedAt)).limit(limit);
}
