import { v7 as newId } from 'uuid';
import type { Database } from '../../database/open.ts';
import { dealerships, jobs } from '../../database/schema.ts';
import type { Queue } from '../queue.ts';

/** Rows of one statement. */
const rowsAtOnce = 1000;

/** Jobs that are about nothing, in turn for each of the dealerships: rows, and messages where there is a queue. @returns their ids */
export async function addEmptyJobs(
  database: Database,
  {
    count,
    among,
    priority = 0,
    queue,
  }: { readonly count: number; readonly among: readonly string[]; readonly priority?: number; readonly queue?: Queue },
): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += rowsAtOnce) {
    const rows = Array.from({ length: Math.min(rowsAtOnce, count - from) }, (_, index) => ({
      id: newId(),
      dealershipId: among[(from + index) % among.length] ?? '',
      operation: 'check' as const,
      options: { careful: false },
      priority,
    }));
    await database.orm.insert(jobs).values(rows);
    await queue?.addAll(rows.map(({ id, dealershipId }) => ({ jobId: id, dealershipId, priority })));
    ids.push(...rows.map(({ id }) => id));
  }
  return ids;
}

/** Dealerships without anything. @returns their ids */
export async function addDealerships(database: Database, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => ({ id: newId(), name: `Dealership ${index}` }));
  await database.orm.insert(dealerships).values(rows);
  return rows.map(({ id }) => id);
}

/** Leaves no job. */
export async function removeJobs(database: Database): Promise<void> {
  await database.orm.delete(jobs);
}
