import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { forgetSettledHolds, readRestedHolds } from '../../database/file-holds.ts';
import type { Database } from '../../database/open.ts';
import type { CleaningCounts } from '../../database/storage-cleanings.ts';
import { type KnownFile, knownOf, readKnownFiles, wouldBeRemoved } from '../../database/wanted-files.ts';
import type { Storage } from '../storage.ts';
import { joined } from './joined.ts';
import { removeUnwanted } from './remove-unwanted.ts';
import { createTally, type Tally } from './tally.ts';

export interface CleanParts {
  readonly database: Database;
  readonly storage: Storage;
  /** Removes uploads that were left, and parts that belong to none. @returns how many */
  readonly sweepUploads: () => Promise<number>;
  readonly signal: AbortSignal;
  /** How long something has to be nobody's. */
  readonly restMs: number;
  /** Finds, and removes nothing. */
  readonly isDryRun?: boolean | undefined;
}

/** A day: no upload and no job takes so long between its file and its row, and a pause of a night is not one. */
export const usualRestMs = 24 * 60 * 60 * 1000;

const pageSize = 2000;
/** As many as are looked at in one turn; the next takes the rest. */
const mostHolds = 1000;

/**
 * What can be found without a look at every file: files that were put and became nobody's, assets of photos that were removed,
 * what interrupted writes left. Cheap enough for every hour.
 */
export async function cleanKnown(parts: CleanParts): Promise<CleaningCounts> {
  const { database, storage, restMs, signal, sweepUploads } = parts;
  const tally = createTally();
  await forgetSettledHolds(database.orm, restMs);
  for (const sha256 of await readRestedHolds(database.orm, { restMs, limit: mostHolds })) {
    throwIfAborted(signal);
    await remove(sha256, await sizeOf(storage, sha256), parts, tally);
  }
  for await (const { sha256, bytes, hasUnused } of knownFiles(parts)) if (hasUnused) await remove(sha256, bytes, parts, tally);
  tally.temporary(await storage.removeTemporary({ before: new Date(Date.now() - restMs), signal }));
  tally.uploads(await sweepUploads());
  return tally.counts;
}

/**
 * Compares every file with every row. Files that nobody wants go; rows whose file is not there are told and stay, since somebody may
 * still bring it back.
 */
export async function cleanAll(parts: CleanParts): Promise<CleaningCounts> {
  const { database, storage, restMs, signal, sweepUploads, isDryRun = false } = parts;
  const tally = createTally();
  const oldest = Date.now() - restMs;
  const keys = { left: ({ sha256 }: { sha256: string }) => sha256, right: ({ sha256 }: KnownFile) => sha256 };
  for await (const { key: sha256, left: file, right: known } of joined(storage.list({ signal }), knownFiles(parts), keys)) {
    throwIfAborted(signal);
    if (known === undefined) {
      if (file !== undefined && file.keptAt.getTime() <= oldest) await remove(sha256, file.bytes, parts, tally);
    } else if (known.hasUnused) await remove(sha256, file?.bytes, parts, tally);
    else if (file === undefined) {
      // It may have come, or gone with its row, between the two lists.
      const isStillMissing = !(await storage.has(sha256)) && (await knownOf(database.orm, [sha256])).size > 0;
      if (isStillMissing) tally.missing(sha256);
    } else if (file.bytes !== known.bytes) tally.damaged(sha256);
  }
  await cleanDerived(parts, tally);
  if (!isDryRun) {
    tally.temporary(await storage.removeTemporary({ before: new Date(oldest), signal }));
    tally.uploads(await sweepUploads());
  }
  return tally.counts;
}

/** What was derived from files that are gone. */
async function cleanDerived({ storage, signal, restMs, isDryRun }: CleanParts, tally: Tally): Promise<void> {
  const oldest = Date.now() - restMs;
  const files = storage.list({ signal })[Symbol.asyncIterator]();
  let next = await files.next();
  for await (const { name, bytes, keptAt } of storage.listDerived({ signal })) {
    throwIfAborted(signal);
    const sha256 = name.slice(0, 64);
    while (!next.done && next.value.sha256 < sha256) next = await files.next();
    if ((!next.done && next.value.sha256 === sha256) || keptAt.getTime() > oldest) continue;
    if (!isDryRun) await storage.removeDerived(name);
    tally.derived(bytes);
  }
  await files.return?.();
}

async function remove(sha256: string, bytes: number | undefined, parts: CleanParts, tally: Tally): Promise<void> {
  const { kind, unusedAssets } = parts.isDryRun
    ? await wouldBeRemoved(parts.database.orm, sha256, parts.restMs)
    : await removeUnwanted(sha256, parts);
  tally.unusedAssets(unusedAssets);
  if (kind === 'held') tally.spared();
  if (kind === 'removed' && bytes !== undefined) tally.orphan(bytes);
}

async function* knownFiles({ database, restMs, signal }: CleanParts): AsyncGenerator<KnownFile> {
  for (let after = ''; ; ) {
    throwIfAborted(signal);
    const page = await readKnownFiles(database.orm, { after, limit: pageSize, restMs });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.sha256;
  }
}

async function sizeOf(storage: Storage, sha256: string): Promise<number | undefined> {
  try {
    return await storage.size(sha256);
  } catch (error) {
    if (ForecourtError.is(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
