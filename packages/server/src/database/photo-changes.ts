import { ForecourtError } from '@forecourt/errors';
import type { Angle } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { and, asc, eq, max, sql } from './drizzle.ts';
import { readActiveJobs } from './jobs.ts';
import type { Transaction } from './orm.ts';
import { assets, photos, vehicles } from './schema.ts';

export interface NewPhoto {
  readonly dealershipId: string;
  readonly vehicleId: string;
  readonly sha256: string;
  readonly name: string;
  readonly angle?: Angle | null | undefined;
}

/**
 * Adds a photo at the end of its vehicle's set. The same file again gives the photo that is there: an upload that is finished twice
 * has one photo.
 *
 * @throws NOT_FOUND for a vehicle that is not this dealership's; ASSET_UNKNOWN for a file that is not
 */
export async function addPhoto(tx: Transaction, photo: NewPhoto): Promise<{ photoId: string; isNew: boolean }> {
  const { dealershipId, vehicleId, sha256, name, angle = null } = photo;
  await lockVehicle(tx, dealershipId, vehicleId);
  const [present] = await tx
    .select({ id: photos.id })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.vehicleId, vehicleId), eq(photos.assetSha256, sha256)));
  if (present) return { photoId: present.id, isNew: false };
  const [known] = await tx
    .select({ sha256: assets.sha256 })
    .from(assets)
    .where(and(eq(assets.dealershipId, dealershipId), eq(assets.sha256, sha256)))
    // The clean-up may be about to remove what nobody has a photo of.
    .for('key share');
  if (!known) throw new ForecourtError('ASSET_UNKNOWN', 'The server does not have this file.', { details: { sha256 } });
  const [last] = await tx
    .select({ position: max(photos.position) })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.vehicleId, vehicleId)));
  const id = newId();
  await tx.insert(photos).values({ id, dealershipId, vehicleId, assetSha256: sha256, name, angle, position: (last?.position ?? -1) + 1 });
  return { photoId: id, isNew: true };
}

export interface PhotoChanges {
  readonly angle?: Angle | null | undefined;
  /** Place in the set, from 0; one beyond the end is the end. */
  readonly position?: number | undefined;
  /** Refuse if the photo has changed since this version. */
  readonly expectedVersion?: number | undefined;
}

/**
 * Changes angle or place. @returns ids of all photos that are different now: moving one moves others too.
 * @throws NOT_FOUND, CHANGED_MEANWHILE
 */
export async function changePhoto(
  tx: Transaction,
  dealershipId: string,
  id: string,
  { angle, position, expectedVersion }: PhotoChanges,
): Promise<string[]> {
  const { vehicleId } = await lockPhoto(tx, dealershipId, id, expectedVersion);
  const changed = new Set<string>();
  if (angle !== undefined) {
    await tx
      .update(photos)
      .set({ angle, ...touched })
      .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, id)));
    changed.add(id);
  }
  if (position !== undefined) {
    const rows = await tx
      .select({ id: photos.id, position: photos.position })
      .from(photos)
      .where(and(eq(photos.dealershipId, dealershipId), eq(photos.vehicleId, vehicleId)))
      .orderBy(asc(photos.position), asc(photos.id));
    const placed = rows.filter((row) => row.id !== id);
    placed.splice(position, 0, ...rows.filter((row) => row.id === id));
    for (const [place, row] of placed.entries()) {
      if (row.position === place) continue;
      await tx
        .update(photos)
        .set({ position: place, ...(changed.has(row.id) ? {} : touched) })
        .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, row.id)));
      changed.add(row.id);
    }
  }
  return [...changed];
}

/**
 * Removes a photo with its jobs, cutouts and reviews. The others keep their numbers: a cursor of a page holds one, and a photo that moved up
 * past it would be skipped.
 *
 * @returns ids of jobs that were under way. @throws NOT_FOUND
 */
export async function deletePhoto(
  tx: Transaction,
  dealershipId: string,
  id: string,
): Promise<{ vehicleId: string; activeJobIds: string[] }> {
  const { vehicleId } = await lockPhoto(tx, dealershipId, id);
  const activeJobIds = await readActiveJobs(tx, dealershipId, [id]);
  await tx.delete(photos).where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, id)));
  return { vehicleId, activeJobIds };
}

/** Every change of a photo raises its version. */
export const touched = { version: sql`${photos.version} + 1`, updatedAt: sql`now()` };

/**
 * Holds a photo until the end of the transaction, after its vehicle: who changes a set does so alone, and all take the two in the same order.
 *
 * @throws NOT_FOUND; CHANGED_MEANWHILE if it has not the expected version
 */
async function lockPhoto(
  tx: Transaction,
  dealershipId: string,
  id: string,
  expectedVersion?: number | undefined,
): Promise<typeof photos.$inferSelect> {
  const [found] = await tx
    .select({ vehicleId: photos.vehicleId })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, id)));
  if (found) await lockVehicle(tx, dealershipId, found.vehicleId);
  return lockOnlyPhoto(tx, dealershipId, id, expectedVersion);
}

/** Holds the photo alone: for changes that do not touch its place in the set. @throws as above */
export async function lockOnlyPhoto(
  tx: Transaction,
  dealershipId: string,
  id: string,
  expectedVersion?: number | undefined,
): Promise<typeof photos.$inferSelect> {
  const [photo] = await tx
    .select()
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, id)))
    .for('update');
  if (photo === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such photo.');
  if (expectedVersion !== undefined && expectedVersion !== photo.version) {
    throw new ForecourtError('CHANGED_MEANWHILE', 'The photo has changed since you saw it.', {
      details: { expectedVersion, version: photo.version },
    });
  }
  return photo;
}

/** @throws NOT_FOUND */
async function lockVehicle(tx: Transaction, dealershipId: string, vehicleId: string): Promise<void> {
  const [vehicle] = await tx
    .select({ id: vehicles.id })
    .from(vehicles)
    .where(and(eq(vehicles.dealershipId, dealershipId), eq(vehicles.id, vehicleId)))
    .for('update');
  if (!vehicle) throw new ForecourtError('NOT_FOUND', 'There is no such vehicle.', { hint: 'It may have been removed.' });
}
