import { ForecourtError } from '@forecourt/errors';
import type { Asset } from '@forecourt/sdk/contract';
import { and, eq, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { assets } from './schema.ts';

export type AssetRow = typeof assets.$inferSelect;
export type NewAsset = Omit<AssetRow, 'createdAt'>;

/** Makes a stored file known to a dealership. One that it knows already stays as it is: equal bytes have equal facts. */
export async function putAsset(tx: Transaction, asset: NewAsset): Promise<void> {
  await putAssets(tx, [asset]);
}

/** The same for several; in one order, so that two who bring the same files never wait for each other. */
export async function putAssets(tx: Transaction, found: readonly NewAsset[]): Promise<void> {
  const byKey = new Map(found.map((asset) => [asset.dealershipId + asset.sha256, asset]));
  const ordered = [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, asset]) => asset);
  if (ordered.length === 0) return;
  await tx
    .insert(assets)
    .values(ordered)
    // Touched rather than left alone: until this transaction ends the clean-up cannot take the row away.
    .onConflictDoUpdate({ target: [assets.dealershipId, assets.sha256], set: { bytes: sql`${assets.bytes}` } });
}

/** @throws NOT_FOUND, also for a file that only another dealership has */
export async function readAsset(orm: ForecourtOrm, dealershipId: string, sha256: string): Promise<Asset> {
  const [row] = await orm
    .select()
    .from(assets)
    .where(and(eq(assets.dealershipId, dealershipId), eq(assets.sha256, sha256)));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such file.');
  return assetOf(row);
}

/** The media type of a file, whichever dealership has it: the same bytes have the same. @throws NOT_FOUND */
export async function findAssetType(orm: ForecourtOrm, sha256: string): Promise<string> {
  const [row] = await orm.select({ type: assets.type }).from(assets).where(eq(assets.sha256, sha256)).limit(1);
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such file any more.');
  return row.type;
}

/** The contract's shape of a row. */
export function assetOf(row: AssetRow): Asset {
  const { sha256, bytes, type, widthPx, heightPx, placeholder, createdAt } = row;
  return { sha256, bytes, type, widthPx, heightPx, placeholder, createdAt: createdAt.toISOString() };
}
