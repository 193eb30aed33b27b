import { createHash, randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { putAsset } from '../database/assets.ts';
import type { Database } from '../database/database.ts';
import type { Transaction } from '../database/orm.ts';
import { addPhoto } from '../database/photo-changes.ts';
import { dealerships } from '../database/schema.ts';
import { createVehicle } from '../database/vehicles.ts';

/** A dealership without anything. @returns its id */
export async function sampleDealership(database: Database, name = 'Motors'): Promise<string> {
  const id = newId();
  await database.orm.insert(dealerships).values({ id, name });
  return id;
}

/** A vehicle without photos. @returns its id */
export async function sampleVehicle(database: Database, dealershipId: string, stockNumber: string = randomUUID()): Promise<string> {
  const vehicle = await database.transaction((tx) => createVehicle(tx, dealershipId, { stockNumber, make: 'Volvo', model: 'V60' }));
  return vehicle.id;
}

/** The row of a file that is nowhere. @returns its SHA-256 */
export async function sampleAsset(tx: Transaction, dealershipId: string, content: string = randomUUID()): Promise<string> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  await putAsset(tx, { dealershipId, sha256, bytes: 1_000, type: 'image/jpeg', widthPx: 4_000, heightPx: 3_000, placeholder: null });
  return sha256;
}

/** A photo of a file that is nowhere. @returns its id */
export function samplePhoto(database: Database, dealershipId: string, vehicleId: string, name = 'front.jpg'): Promise<string> {
  return database.transaction(async (tx) => {
    const sha256 = await sampleAsset(tx, dealershipId);
    return (await addPhoto(tx, { dealershipId, vehicleId, sha256, name })).photoId;
  });
}
