import type { NewVehicle } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { and, asc, eq, gte, inArray, isNull, sql } from './drizzle.ts';
import type { ImportRow } from './imports.ts';
import type { Transaction } from './orm.ts';
import { importItems, photos, vehicles } from './schema.ts';

export type ImportItem = typeof importItems.$inferSelect;

export interface VehicleOfRow {
  readonly rowNumber: number;
  readonly vehicle: NewVehicle;
}

/** Adds vehicles and writes down that this import made them. Stock numbers that are there, or come twice, are passed over. @returns ids of what was made */
export async function addImportedVehicles(
  tx: Transaction,
  { dealershipId, id: importId }: ImportRow,
  rows: readonly VehicleOfRow[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const values = rows.map(({ vehicle, rowNumber }) => ({ row: { ...vehicle, id: newId(), dealershipId }, rowNumber }));
  const added = await tx
    .insert(vehicles)
    .values(values.map(({ row }) => row))
    .onConflictDoNothing({ target: [vehicles.dealershipId, vehicles.stockNumber] })
    .returning({ id: vehicles.id });
  if (added.length === 0) return [];
  const numbers = new Map(values.map(({ row, rowNumber }) => [row.id, rowNumber]));
  const items = added.map(({ id }) => ({
    dealershipId,
    importId,
    kind: 'vehicle' as const,
    targetId: id,
    rowNumber: numbers.get(id) ?? 0,
  }));
  await tx.insert(importItems).values(items);
  return added.map(({ id }) => id);
}

/** Writes down which photos of a vehicle came by this import: those of its files that came after it was begun. Once, however often it is said. */
export async function addImportedPhotos(
  tx: Transaction,
  { dealershipId, id: importId, createdAt }: ImportRow,
  stockNumber: string,
  hashes: readonly string[],
): Promise<void> {
  const found = await tx
    .select({ id: photos.id })
    .from(vehicles)
    .innerJoin(photos, and(eq(photos.dealershipId, vehicles.dealershipId), eq(photos.vehicleId, vehicles.id)))
    .where(
      and(
        eq(vehicles.dealershipId, dealershipId),
        eq(vehicles.stockNumber, stockNumber),
        inArray(photos.assetSha256, [...hashes]),
        gte(photos.createdAt, createdAt),
      ),
    );
  if (found.length === 0) return;
  const items = found.map(({ id }) => ({ dealershipId, importId, kind: 'photo' as const, targetId: id, rowNumber: 0 }));
  await tx.insert(importItems).values(items).onConflictDoNothing();
}

/** What is still to be taken back: photos before the vehicles that they are of. */
export async function nextItems(tx: Transaction, { dealershipId, id }: ImportRow, limit: number): Promise<ImportItem[]> {
  return tx
    .select()
    .from(importItems)
    .where(and(eq(importItems.dealershipId, dealershipId), eq(importItems.importId, id), isNull(importItems.undone)))
    .orderBy(asc(importItems.kind), asc(importItems.targetId))
    .limit(limit);
}

export async function markItems(
  tx: Transaction,
  { dealershipId, id }: ImportRow,
  targetIds: readonly string[],
  undone: ImportItem['undone'],
): Promise<void> {
  if (targetIds.length === 0) return;
  await tx
    .update(importItems)
    .set({ undone })
    .where(and(eq(importItems.dealershipId, dealershipId), eq(importItems.importId, id), inArray(importItems.targetId, [...targetIds])));
}

/** Which of these vehicles are as they were made: nobody changed them, and they have no photos. Others among them are there, or gone. */
export async function readUntouchedVehicles(tx: Transaction, dealershipId: string, ids: readonly string[]) {
  const rows = await tx
    .select({
      id: vehicles.id,
      // In words of SQL: drizzle leaves the tables' names out where it sees only one.
      isUntouched: sql<boolean>`vehicles.updated_at = vehicles.created_at and not exists (
        select 1 from photos where photos.dealership_id = vehicles.dealership_id and photos.vehicle_id = vehicles.id)`,
    })
    .from(vehicles)
    .where(and(eq(vehicles.dealershipId, dealershipId), inArray(vehicles.id, [...ids])))
    .for('update');
  return new Map(rows.map(({ id, isUntouched }) => [id, isUntouched]));
}

/** Which of these photos nobody has judged or named an angle of. */
export async function readUntouchedPhotos(tx: Transaction, dealershipId: string, ids: readonly string[]) {
  const rows = await tx
    .select({
      id: photos.id,
      isUntouched: sql<boolean>`photos.angle is null and not exists (
        select 1 from reviews where reviews.dealership_id = photos.dealership_id and reviews.photo_id = photos.id)`,
    })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), inArray(photos.id, [...ids])));
  return new Map(rows.map(({ id, isUntouched }) => [id, isUntouched]));
}

/** Removes vehicles that have no photos, at once. */
export async function deleteEmptyVehicles(tx: Transaction, dealershipId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.delete(vehicles).where(and(eq(vehicles.dealershipId, dealershipId), inArray(vehicles.id, [...ids])));
}
