import { randomUUID } from 'node:crypto';
import { holdForRemoval, releaseHold, removalMs } from '../../database/file-holds.ts';
import type { Database } from '../../database/open.ts';
import { isFileWanted, removeUnusedAssets } from '../../database/wanted-files.ts';
import type { Storage } from '../storage.ts';

export interface RemovalParts {
  readonly database: Pick<Database, 'orm'>;
  readonly storage: Pick<Storage, 'delete'>;
  /** How long something has to be nobody's. */
  readonly restMs: number;
}

/** `held`: somebody is about to use it, or removes it right now. */
export type Removal = { readonly kind: 'removed' | 'wanted' | 'held'; readonly unusedAssets: number };

/**
 * Removes a file that nobody wants, with the rows of dealerships that have neither photo nor cutout of it any more. While it does,
 * whoever puts the same file waits. Interrupted between any two steps it leaves a hold that runs out, and a file that is
 * either there or wanted by nobody.
 *
 * @throws STORAGE_UNAVAILABLE, DATABASE_UNAVAILABLE, …
 */
export async function removeUnwanted(sha256: string, { database: { orm }, storage, restMs }: RemovalParts): Promise<Removal> {
  const holder = randomUUID();
  const heldAt = performance.now();
  if (!(await holdForRemoval(orm, sha256, { holder, restMs }))) return { kind: 'held', unusedAssets: 0 };
  try {
    const unusedAssets = await removeUnusedAssets(orm, sha256, restMs);
    if (await isFileWanted(orm, sha256)) return { kind: 'wanted', unusedAssets };
    // A process that slept through its hold has lost it.
    if (performance.now() - heldAt > removalMs / 2) return { kind: 'held', unusedAssets };
    await storage.delete(sha256);
    return { kind: 'removed', unusedAssets };
  } finally {
    await releaseHold(orm, sha256, holder);
  }
}
