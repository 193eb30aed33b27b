import { ForecourtError } from '@forecourt/errors';
import type { FileRow } from '../journal/file-rows.ts';
import type { SyncParts } from '../parts.ts';

/** Deals with what is not wanted any more: photos of files that went away, by the rule, and photos that another took the place of. */
export interface Removals {
  /** @param missing files that were not there at this look */
  round(missing: readonly FileRow[], signal: AbortSignal): Promise<void>;
  /** Whether some were missing too short a time to be taken for gone. */
  readonly areUndecided: boolean;
}

export function createRemovals(parts: SyncParts): Removals {
  const { journal, clock, deletions } = parts;
  const since = new Map<string, number>();

  /** It is gone already where somebody else removed it. */
  async function removePhoto(photoId: string, signal: AbortSignal): Promise<void> {
    await parts.client.photos.delete(photoId, { signal }).catch((error: unknown) => {
      if (!(ForecourtError.is(error) && error.code === 'NOT_FOUND')) throw error;
    });
  }

  async function removeGone({ path, photoId }: FileRow, signal: AbortSignal): Promise<void> {
    if (deletions === 'delete' && photoId !== null && journal.files.countOfPhoto(photoId) === 1) {
      journal.files.leaving(path);
      await parts.step('leaving');
      await removePhoto(photoId, signal);
      await parts.step('deleted');
      parts.tell({ type: 'deleted', path, photoId });
    }
    journal.files.remove(path);
  }

  /** A photo that somebody has decided about or turned stays beside the one that took its place: both sides have changed. */
  async function removeReplaced({ path, replacedPhotoId }: FileRow, signal: AbortSignal): Promise<void> {
    if (replacedPhotoId === null) return;
    const isNeeded = journal.files.countOfPhoto(replacedPhotoId) > 0;
    const photo = isNeeded ? undefined : await known(replacedPhotoId, signal);
    const isTouched = photo !== undefined && (photo.review !== null || photo.angle !== null);
    if (photo !== undefined && !isTouched) await removePhoto(replacedPhotoId, signal);
    await parts.step('replaced');
    journal.together(() => {
      journal.files.replaced(path);
      if (isTouched) journal.add('conflicts');
    });
    parts.tell({ type: isTouched ? 'conflict' : 'replaced', path, photoId: replacedPhotoId });
  }

  function known(photoId: string, signal: AbortSignal) {
    return parts.client.photos.get(photoId, { signal }).catch((error: unknown) => {
      if (ForecourtError.is(error) && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
  }

  return {
    async round(missing, signal) {
      const names = new Set(missing.map(({ path }) => path));
      for (const path of since.keys()) if (!names.has(path)) since.delete(path);
      for (const row of missing) {
        const first = since.get(row.path) ?? clock.now();
        since.set(row.path, first);
        if (clock.now() - first < parts.goneAfterMs && !row.isLeaving) continue;
        await removeGone(row, signal);
        since.delete(row.path);
      }
      for (const row of journal.files.withReplaced()) await removeReplaced(row, signal);
    },
    get areUndecided() {
      return since.size > 0;
    },
  };
}
