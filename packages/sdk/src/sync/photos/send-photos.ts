import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { fileSource } from '../../uploads/node/index.ts';
import { severalAtOnce, untilAborted } from '../at-once.ts';
import type { FileRow } from '../journal/file-rows.ts';
import type { SyncParts } from '../parts.ts';
import { lookAtPhoto } from './look-at-photo.ts';
import type { Missing } from './missing.ts';
import type { FoundFile } from './scan.ts';

/** A file that is not as it was when it was dealt with. */
export interface FreshFile extends FoundFile {
  /** What was known under its name. */
  readonly row: FileRow | undefined;
}

/** What a file failed with that only concerns this file, and may pass: it changed meanwhile, or another program has it open. */
const ofThisFile: readonly string[] = ['HASH_MISMATCH', 'FILE_NOT_FOUND', 'FILE_NOT_READABLE', 'NOT_FOUND'];

/**
 * Brings fresh files to the platform. What was cut off between any two steps is done again by the next round and gives the same: the
 * server makes one photo of one file in one vehicle.
 *
 * @throws what stops all files: UNAUTHENTICATED, FORBIDDEN, STORAGE_FAILED, …
 */
export async function sendPhotos(parts: SyncParts, fresh: Iterable<FreshFile>, missing: Missing, signal: AbortSignal): Promise<void> {
  await severalAtOnce(fresh, parts.parallel, async (file) => {
    signal.throwIfAborted();
    if (parts.isPaused()) return;
    try {
      await sendPhoto(parts, file, missing, signal);
    } catch (failure) {
      if (signal.aborted) throw failure;
      const error = ForecourtError.from(failure, 'STORAGE_FAILED');
      if (error.fault === 'picture') {
        parts.journal.files.refused(file.path, file.fingerprint, error.message);
        parts.tell({ type: 'refused', path: file.path, error });
      } else if (ofThisFile.includes(error.code)) {
        parts.tell({ type: 'waiting', path: file.path, error });
      } else {
        throw error;
      }
    }
  });
}

async function sendPhoto(parts: SyncParts, { path, fingerprint, row }: FreshFile, missing: Missing, signal: AbortSignal): Promise<void> {
  const { journal, uploader, vehicles, folder } = parts;
  const vehicleId = await vehicles.vehicleOf(path, { signal });
  const place = join(folder, path);
  const look = await lookAtPhoto(place, fingerprint);
  await parts.step('looked');
  if (look.kind === 'moving') return;
  if (look.kind === 'refused') throw look.error;
  const isSame = row?.sha256 === look.sha256 && row.vehicleId === vehicleId && row.photoId !== null && !row.isLeaving;
  if (isSame) return journal.files.touched(path, fingerprint);
  const from = row === undefined ? missing.take(look.sha256, vehicleId) : undefined;
  if (from !== undefined) {
    journal.files.renamed(from, path, fingerprint);
    parts.tell({ type: 'renamed', path, from });
    return;
  }
  const upload = uploader.add(await fileSource(place), { vehicleId });
  try {
    const photo = await untilAborted(upload.done, signal);
    await parts.step('sent');
    const former = row?.photoId ?? null;
    journal.together(() => {
      const replacedPhotoId = former === photo.id || row?.isLeaving ? null : former;
      journal.files.sent({ path, fingerprint, sha256: photo.asset.sha256, vehicleId, photoId: photo.id, replacedPhotoId });
      journal.add('sent');
    });
    await parts.step('noted');
    parts.tell({ type: 'sent', path, photoId: photo.id });
    parts.seen(photo);
  } catch (failure) {
    // What has arrived stays there for the next time.
    if (signal.aborted) upload.pause();
    if (ForecourtError.is(failure) && failure.code === 'NOT_FOUND') vehicles.forget(vehicleId);
    throw failure;
  } finally {
    uploader.remove(upload.id);
  }
}
