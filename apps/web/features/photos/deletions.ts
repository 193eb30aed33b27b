import type { Photo } from '@forecourt/sdk/contract';

/** How long a deletion can be taken back; a notice stays about as long. */
export const undoMs = 6_000;

export interface DeletionsOptions {
  /** Deletes for good. */
  readonly remove: (photo: Photo) => Promise<void>;
  readonly failed: (photo: Photo, error: unknown) => void;
  readonly setTimer: (run: () => void, ms: number) => unknown;
  readonly clearTimer: (timer: unknown) => void;
}

export interface Deletions {
  /** Photos that are hidden because they are about to be deleted; the same set until it changes. */
  readonly pending: () => ReadonlySet<string>;
  readonly subscribe: (changed: () => void) => () => void;
  /** Hides the photos and deletes them a little later. Gives the way to take that back, which is true while it is not too late. */
  readonly schedule: (photos: readonly Photo[]) => () => boolean;
  /** Deletes everything that waits now: when the page is left. */
  readonly flush: () => void;
}

/**
 * Deletes with a moment for second thoughts. The server has no bin, so the photo is kept there until the moment is over;
 * a page that is closed meanwhile deletes at once, since that is what was asked for.
 */
export function createDeletions({ remove, failed, setTimer, clearTimer }: DeletionsOptions): Deletions {
  let pending: ReadonlySet<string> = new Set();
  const waiting = new Map<string, { readonly photo: Photo; readonly timer: unknown }>();
  const listeners = new Set<() => void>();
  const show = (ids: Iterable<string>, isHidden: boolean) => {
    const next = new Set(pending);
    for (const id of ids) isHidden ? next.add(id) : next.delete(id);
    pending = next;
    for (const changed of listeners) changed();
  };
  const run = (photo: Photo) => {
    waiting.delete(photo.id);
    remove(photo).then(
      () => show([photo.id], false),
      (error: unknown) => {
        show([photo.id], false);
        failed(photo, error);
      },
    );
  };
  return {
    pending: () => pending,
    subscribe(changed) {
      listeners.add(changed);
      return () => {
        listeners.delete(changed);
      };
    },
    schedule(photos) {
      for (const photo of photos) waiting.set(photo.id, { photo, timer: setTimer(() => run(photo), undoMs) });
      show(
        photos.map((photo) => photo.id),
        true,
      );
      return () => {
        const back = photos.filter((photo) => waiting.has(photo.id));
        for (const photo of back) {
          clearTimer(waiting.get(photo.id)?.timer);
          waiting.delete(photo.id);
        }
        show(
          back.map((photo) => photo.id),
          false,
        );
        return back.length === photos.length;
      };
    },
    flush() {
      for (const { photo, timer } of [...waiting.values()]) {
        clearTimer(timer);
        run(photo);
      }
    },
  };
}
