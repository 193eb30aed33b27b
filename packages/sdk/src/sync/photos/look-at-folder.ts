import { ForecourtError } from '@forecourt/errors';
import type { FileRow } from '../journal/file-rows.ts';
import type { SyncParts } from '../parts.ts';
import { type Scan, scanFolder } from './scan.ts';
import type { FreshFile } from './send-photos.ts';
import type { Settling } from './settled.ts';

/** What a look at the folder found to do. */
export interface FolderLook {
  /** Photos that are there. */
  readonly files: number;
  /** Those that rest and are not as they were when they were dealt with. */
  readonly fresh: readonly FreshFile[];
  /** Those that are still being written, as far as one can see. */
  readonly moving: number;
  readonly missing: readonly FileRow[];
}

/** Below this a folder may well lose most of its photos by hand. */
const manyFiles = 20;
const restShare = 0.1;

/**
 * Looks at the folder and compares it with the journal.
 *
 * @param isEmptinessMeant a person has looked and said that it goes on
 * @throws FOLDER_EMPTY if it is not there, or has suddenly nothing or next to nothing of what it had: that is a disk which is away
 */
export async function lookAtFolder(
  { folder, results, journal, clock }: Pick<SyncParts, 'folder' | 'results' | 'journal' | 'clock'>,
  { settling, isEmptinessMeant }: { readonly settling: Settling; readonly isEmptinessMeant: boolean },
): Promise<FolderLook> {
  const { files, unread } = await scan(folder, results);
  const rows = new Map(journal.files.all().map((row) => [row.path, row]));
  const missing = [...rows.values()].filter(
    ({ path }) => !files.has(path) && !unread.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place)),
  );
  const looksEmpty = files.size === 0 ? rows.size > 0 : rows.size >= manyFiles && rows.size - missing.length < rows.size * restShare;
  // Files that were moved within the folder look new and missing at once: then it is not empty.
  if (looksEmpty && files.size < rows.size * restShare && !isEmptinessMeant) throw empty(folder, rows.size, files.size);
  const now = clock.now();
  const fresh: FreshFile[] = [];
  for (const file of files.values()) {
    const row = rows.get(file.path);
    const isKnown = row !== undefined && row.fingerprint === file.fingerprint && !row.isLeaving;
    if (!isKnown && settling.hasRested(file, now)) fresh.push({ ...file, row });
  }
  settling.keep(files);
  return { files: files.size, fresh: fresh.sort(byName), moving: settling.moving, missing };
}

async function scan(folder: string, leaveOut: string | null): Promise<Scan> {
  try {
    return await scanFolder(folder, leaveOut);
  } catch (error) {
    if (!(ForecourtError.is(error) && error.code === 'FILE_NOT_FOUND')) throw error;
    throw new ForecourtError('FOLDER_EMPTY', `${folder} is not there any more.`, { cause: error });
  }
}

function empty(folder: string, before: number, now: number): ForecourtError {
  return new ForecourtError('FOLDER_EMPTY', `${folder} had ${before} photos and has ${now} now.`, { details: { before, now } });
}

/** photo-2 before photo-10. */
const collator = new Intl.Collator('en', { numeric: true });
function byName(one: FreshFile, other: FreshFile): number {
  return collator.compare(one.path, other.path);
}
