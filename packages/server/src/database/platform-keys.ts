import { and, asc, eq, inArray, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { dealerships, platformKeys } from './schema.ts';

export interface PlatformKeyRow {
  readonly publicKey: string;
  readonly secretId: string;
  readonly since: Date;
  readonly signsFrom: Date;
}

/** Keys by which the hosts of a dealership know this platform, oldest first. */
export async function listPlatformKeys(orm: ForecourtOrm, dealershipId: string): Promise<PlatformKeyRow[]> {
  const { publicKey, secretId, since, signsFrom } = platformKeys;
  return await orm
    .select({ publicKey, secretId, since, signsFrom })
    .from(platformKeys)
    .where(eq(platformKeys.dealershipId, dealershipId))
    .orderBy(asc(platformKeys.since));
}

/** Holds back others who would make a key for the same dealership. */
export async function lockPlatformKeys(tx: Transaction, dealershipId: string): Promise<void> {
  await tx.select({ id: dealerships.id }).from(dealerships).where(eq(dealerships.id, dealershipId)).for('update');
}

export async function insertPlatformKey(tx: Transaction, dealershipId: string, key: PlatformKeyRow): Promise<void> {
  await tx.insert(platformKeys).values({ dealershipId, ...key });
}

export async function deletePlatformKeys(tx: Transaction, dealershipId: string, publicKeys: readonly string[]): Promise<void> {
  if (publicKeys.length === 0) return;
  await tx.delete(platformKeys).where(and(eq(platformKeys.dealershipId, dealershipId), inArray(platformKeys.publicKey, [...publicKeys])));
}

/** Dealerships that have a key. */
export async function dealershipsWithKeys(orm: ForecourtOrm): Promise<string[]> {
  const rows = await orm.selectDistinct({ id: platformKeys.dealershipId }).from(platformKeys).orderBy(sql`1`);
  return rows.map(({ id }) => id);
}
