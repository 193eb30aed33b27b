import { createHash } from 'node:crypto';
import { lstat, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder, readError, writeFileAtomically } from '../../files/index.ts';
import { severalAtOnce } from '../at-once.ts';
import type { ResultRow } from '../journal/result-rows.ts';
import type { SyncParts } from '../parts.ts';
import { fingerprintOf } from '../photos/scan.ts';
import { safePath } from './safe-name.ts';

const endings: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/webp': '.webp',
  'image/jpeg': '.jpg',
  'image/avif': '.avif',
  'image/tiff': '.tiff',
};
const atOnce = 3;
/** So many at a time, so that photos are not kept waiting for a thousand cutouts. */
const batch = 100;
/** Mostly of one file that an editor has open, which on Windows nobody else may replace: the others need not wait for it. */
const ofOneFile: readonly string[] = ['OUTPUT_NOT_WRITABLE', 'OUTPUT_NAME_INVALID', 'FILE_NOT_READABLE'];
/** More than so many are no single files any more. */
const mostKept = 5;

/**
 * Brings cutouts into the folder of results, each written whole or not at all. What somebody has changed there since is never written
 * over: the new one comes beside it.
 *
 * @throws SERVER_UNREACHABLE, FILE_NOT_FOUND (no folder of results), OUTPUT_NOT_WRITABLE, DISK_FULL, …
 */
export async function fetchResults(parts: SyncParts, folder: string, signal: AbortSignal): Promise<void> {
  const wanted = parts.journal.results.wanted(batch);
  if (wanted.length === 0) return;
  // A disk that is not there any more must not be written into the empty folder that it was mounted on.
  await stat(folder).catch((error: unknown) => {
    throw readError(error, folder);
  });
  const kept: ForecourtError[] = [];
  await severalAtOnce(wanted, atOnce, async (row) => {
    signal.throwIfAborted();
    if (parts.isPaused()) return;
    try {
      await fetchResult(parts, folder, row, signal);
    } catch (error) {
      if (!(ForecourtError.is(error) && ofOneFile.includes(error.code)) || kept.length >= mostKept) throw error;
      kept.push(error);
    }
  });
  // It is tried again after a pause, and said until then.
  if (kept[0] !== undefined) throw kept[0];
}

async function fetchResult(parts: SyncParts, folder: string, row: ResultRow, signal: AbortSignal): Promise<void> {
  const { journal } = parts;
  let name = row.name ?? (await claimName(parts, folder, row, nameOf(parts, row)));
  await parts.step('claimed');
  const there = await fingerprintOf(join(folder, name));
  if (there !== null && there !== row.haveFingerprint) {
    const sha256 = await hashOf(join(folder, name));
    if (sha256 === row.wantedSha256) return journal.results.fetched(row.photoId, sha256, there);
    if (sha256 !== row.haveSha256) {
      name = await claimName(parts, folder, row, besides(name));
      journal.add('conflicts');
      parts.tell({ type: 'conflict', path: name, photoId: row.photoId });
    }
  }
  await requireInside(folder, name);
  const bytes = await download(parts, row.wantedSha256, signal);
  const place = join(folder, name);
  await makeFolder(dirname(place));
  await writeFileAtomically(place, bytes, { signal });
  await parts.step('written');
  journal.together(() => {
    journal.results.fetched(row.photoId, row.wantedSha256, '');
    journal.add('fetched');
  });
  const fingerprint = await fingerprintOf(place);
  if (fingerprint !== null) journal.results.fetched(row.photoId, row.wantedSha256, fingerprint);
  parts.tell({ type: 'fetched', path: name, photoId: row.photoId });
}

/** A folder below that of results may be a link, and lead to where nobody meant this computer to write. @throws OUTPUT_NOT_WRITABLE */
async function requireInside(folder: string, name: string): Promise<void> {
  const [, ...above] = name.split('/').toReversed();
  let here = folder;
  for (const part of above.toReversed()) {
    here = join(here, part);
    const found = await lstat(here).catch(() => undefined); // it is made below
    if (!found?.isSymbolicLink()) continue;
    throw new ForecourtError('OUTPUT_NOT_WRITABLE', `${here} is a link, and cutouts are written only into folders of their own.`, {
      hint: 'Put a folder in the place of the link.',
    });
  }
}

async function download({ client }: SyncParts, sha256: string, signal: AbortSignal): Promise<Uint8Array> {
  const answer = await client.assets.file(sha256, { signal });
  const bytes = await answer.arrayBuffer().catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new ForecourtError('SERVER_UNREACHABLE', 'The connection broke while a cutout was fetched.', { cause });
  });
  const content = new Uint8Array(bytes);
  if (createHash('sha256').update(content).digest('hex') === sha256) return content;
  throw new ForecourtError('TRANSFER_INCOMPLETE', 'A cutout did not arrive as it was sent.', { details: { sha256 } });
}

/** As its photo is named, in the same folder below that of results. */
function nameOf({ journal }: SyncParts, { photoId, type }: ResultRow): string {
  const path = journal.files.ofPhoto(photoId)?.path ?? photoId;
  return `${safePath(path.replace(/\.[^./]+$/, ''))}${endings[type] ?? '.png'}`;
}

function besides(name: string): string {
  return name.replace(/( \(from Forecourt\))?(\.[^./]+)$/, ' (from Forecourt)$2');
}

/** Takes the first name that neither another result has nor another file; one with the very content is taken for what it is. */
async function claimName({ journal }: SyncParts, folder: string, row: ResultRow, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : name.replace(/(\.[^./]+)$/, ` (${number})$1`);
    const place = join(folder, candidate);
    const isFree = (await fingerprintOf(place)) === null || (await hashOf(place)) === row.wantedSha256;
    if (isFree && journal.results.claim(row.photoId, candidate)) return candidate;
  }
}

async function hashOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readError(error, path);
  });
  return createHash('sha256').update(bytes).digest('hex');
}
