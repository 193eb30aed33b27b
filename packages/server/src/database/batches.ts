import { and, eq, sql } from './drizzle.ts';
import type { Transaction } from './orm.ts';
import { jobs, photos, vehicles } from './schema.ts';

/** What came of a set of photos. */
export interface FinishedBatch {
  /** As the vehicle is called: `Audi A4, A-1042`. */
  readonly vehicle: string;
  readonly done: number;
  readonly failed: number;
  /** When the last of them ended: names the set, also after some were tried again. */
  readonly endedAt: string;
}

/** What came of a vehicle's jobs that ended since; null while one of them waits or is under way. */
export async function finishedBatch(
  tx: Transaction,
  { dealershipId, vehicleId, since }: { readonly dealershipId: string; readonly vehicleId: string; readonly since: Date },
): Promise<FinishedBatch | null> {
  const isRecent = sql`${jobs.finishedAt} >= ${since.toISOString()}::timestamptz`;
  const [row] = await tx
    .select({
      make: vehicles.make,
      model: vehicles.model,
      stockNumber: vehicles.stockNumber,
      busy: sql<number>`count(*) filter (where ${jobs.state} in ('waiting', 'working'))`.mapWith(Number),
      done: sql<number>`count(*) filter (where ${jobs.state} = 'done' and ${isRecent})`.mapWith(Number),
      failed: sql<number>`count(*) filter (where ${jobs.state} = 'failed' and ${isRecent})`.mapWith(Number),
      endedAt: sql<string | null>`max(${jobs.finishedAt})::text`,
    })
    .from(vehicles)
    .innerJoin(photos, and(eq(photos.dealershipId, vehicles.dealershipId), eq(photos.vehicleId, vehicles.id)))
    .innerJoin(jobs, and(eq(jobs.dealershipId, photos.dealershipId), eq(jobs.photoId, photos.id)))
    .where(and(eq(vehicles.dealershipId, dealershipId), eq(vehicles.id, vehicleId)))
    .groupBy(vehicles.make, vehicles.model, vehicles.stockNumber);
  if (row === undefined || row.busy > 0 || row.endedAt === null) return null;
  const { make, model, stockNumber, done, failed, endedAt } = row;
  return { vehicle: `${make} ${model}, ${stockNumber}`, done, failed, endedAt };
}
