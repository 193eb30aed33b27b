import { ForecourtError } from '@forecourt/errors';
import type { NewVehicle, Vehicle, VehicleChanges } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, asc, desc, eq, ilike, inArray, lt, sql } from './drizzle.ts';
import { isDuplicate } from './failures.ts';
import { readActiveJobs } from './jobs.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { photos, vehicles } from './schema.ts';
import { likePattern } from './search.ts';
import { vehicleSearchText } from './tables/pictures.ts';
import { noPhotos, readPhotoSummaries } from './vehicle-photos.ts';

const cursorSchema = z.tuple([z.literal('vehicles'), z.uuid()]);
type VehicleRow = typeof vehicles.$inferSelect;

/** @throws STOCK_NUMBER_TAKEN */
export async function createVehicle(tx: Transaction, dealershipId: string, vehicle: NewVehicle): Promise<Vehicle> {
  const [row] = await tx
    .insert(vehicles)
    .values({ ...vehicle, id: newId(), dealershipId })
    .onConflictDoNothing({ target: [vehicles.dealershipId, vehicles.stockNumber] })
    .returning();
  if (row === undefined) throw stockNumberTaken(vehicle.stockNumber);
  return vehicleOf(row);
}

/** @throws NOT_FOUND, also for a vehicle of another dealership */
export async function readVehicle(orm: ForecourtOrm, dealershipId: string, id: string): Promise<Vehicle> {
  const [row] = await orm.select().from(vehicles).where(whole(dealershipId, id));
  if (row === undefined) throw notFound();
  return vehicleOf(row, (await readPhotoSummaries(orm, dealershipId, [id])).get(id));
}

export interface VehicleQuery extends PageQuery {
  /** Part of stock number, VIN, make or model, in any case. */
  readonly search?: string | undefined;
}

/** Vehicles, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listVehicles(
  orm: ForecourtOrm,
  dealershipId: string,
  { cursor, limit, search }: VehicleQuery,
): Promise<Page<Vehicle>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await orm
    .select()
    .from(vehicles)
    .where(and(eq(vehicles.dealershipId, dealershipId), after === undefined ? undefined : lt(vehicles.id, after), containing(search)))
    .orderBy(desc(vehicles.id))
    .limit(limit + 1);
  const { items, nextCursor } = pageOfRows(rows, limit, ({ id }) => ['vehicles', id]);
  const summaries = await readPhotoSummaries(
    orm,
    dealershipId,
    items.map(({ id }) => id),
  );
  return { items: items.map((row) => vehicleOf(row, summaries.get(row.id))), nextCursor };
}

/** These vehicles, in the order of their ids; those that are not there are left out. */
export async function readVehicles(orm: ForecourtOrm, dealershipId: string, ids: readonly string[]): Promise<Vehicle[]> {
  if (ids.length === 0) return [];
  const own = and(eq(vehicles.dealershipId, dealershipId), inArray(vehicles.id, [...ids]));
  const rows = await orm.select().from(vehicles).where(own).orderBy(asc(vehicles.id));
  const summaries = await readPhotoSummaries(orm, dealershipId, ids);
  return rows.map((row) => vehicleOf(row, summaries.get(row.id)));
}

/** Changes what is given and keeps the rest. @throws NOT_FOUND, STOCK_NUMBER_TAKEN */
export async function changeVehicle(tx: Transaction, dealershipId: string, id: string, changes: VehicleChanges): Promise<Vehicle> {
  try {
    await tx
      .update(vehicles)
      .set({ ...changes, updatedAt: sql`now()` })
      .where(whole(dealershipId, id));
  } catch (error) {
    if (isDuplicate(error, 'vehicles_stock_number')) throw stockNumberTaken(changes.stockNumber);
    throw error;
  }
  return readVehicle(tx, dealershipId, id);
}

/** Removes a vehicle with its photos and all that hangs on them. @returns ids of jobs that were under way. @throws NOT_FOUND */
export async function deleteVehicle(tx: Transaction, dealershipId: string, id: string): Promise<{ activeJobIds: string[] }> {
  const [row] = await tx.select({ id: vehicles.id }).from(vehicles).where(whole(dealershipId, id)).for('update');
  if (row === undefined) throw notFound();
  const ids = await tx
    .select({ id: photos.id })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), inArray(photos.vehicleId, [id])));
  const activeJobIds = await readActiveJobs(
    tx,
    dealershipId,
    ids.map((photo) => photo.id),
  );
  await tx.delete(vehicles).where(whole(dealershipId, id));
  return { activeJobIds };
}

function whole(dealershipId: string, id: string) {
  return and(eq(vehicles.dealershipId, dealershipId), eq(vehicles.id, id));
}

function containing(search: string | undefined) {
  return search ? ilike(sql.raw(`(${vehicleSearchText})`), likePattern(search)) : undefined;
}

function notFound() {
  return new ForecourtError('NOT_FOUND', 'There is no such vehicle.');
}

function stockNumberTaken(stockNumber: string | undefined) {
  return new ForecourtError('STOCK_NUMBER_TAKEN', `The stock number ${stockNumber} belongs to another vehicle.`, {
    details: { field: 'stockNumber' },
  });
}

function vehicleOf(row: VehicleRow, summary: Pick<Vehicle, 'photos' | 'cover'> = { photos: { ...noPhotos }, cover: null }): Vehicle {
  const { id, stockNumber, vin, make, model, year, colour, mileageKm, priceCents, currency, createdAt, updatedAt } = row;
  return {
    ...{ id, stockNumber, vin, make, model, year, colour, mileageKm, priceCents, currency },
    ...summary,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
