import { ForecourtError } from '@forecourt/errors';
import type { Asset } from '@forecourt/sdk/contract';
import { type Database, putAsset, readAsset } from '../database/index.ts';
import { keepListed, openPicture } from '../pictures/index.ts';
import type { Storage } from '../storage/index.ts';

/** A kept picture as providers take it: they may read it more than once, when the first of them fails. */
export async function openInput(storage: Storage, sha256: string): Promise<string | Uint8Array> {
  return (await storage.path(sha256)) ?? (await new Response(await storage.read(sha256)).bytes());
}

/**
 * Keeps a picture that somebody wants to start from. What nobody makes use of within a day is cleaned up like every file without a use.
 *
 * @throws codes of the picture group
 */
export async function keepInput(
  { database, storage }: { readonly database: Database; readonly storage: Storage },
  dealershipId: string,
  bytes: Uint8Array,
): Promise<Asset> {
  const picture = await openPicture(bytes);
  const stored = await storage.put(bytes);
  await database.transaction((tx) => putAsset(tx, { dealershipId, ...stored, ...picture.facts }));
  // Its page is about to ask for it; what cannot be kept now is made then.
  await keepListed(storage, stored.sha256, picture).catch(() => undefined);
  return await readAsset(database.orm, dealershipId, stored.sha256);
}

/** @throws ASSET_UNKNOWN for a file that the dealership does not have */
export async function requireFiles(database: Database, dealershipId: string, sha256s: readonly string[]): Promise<void> {
  for (const sha256 of new Set(sha256s)) {
    try {
      await readAsset(database.orm, dealershipId, sha256);
    } catch (error) {
      if (!ForecourtError.is(error) || error.code !== 'NOT_FOUND') throw error;
      throw new ForecourtError('ASSET_UNKNOWN', 'The server does not have this file.', { details: { sha256 }, cause: error });
    }
  }
}
