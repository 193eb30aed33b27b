import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Photo } from '../contract/index.ts';
import { useStore } from './provider.tsx';
import type { ResourceKind, Snapshot } from './resource.ts';
import type { Progress, Store } from './store.ts';
import { useResource } from './use-resource.ts';

/** What can be done with a photo. Each shows its outcome at once and rejects with the server's error. */
export interface PhotoActions {
  /** Puts the cutout into the listing; refused with CHANGED_MEANWHILE if it is not the one that was seen. */
  approve(photo: Photo): Promise<void>;
  reject(photo: Photo, reason?: string): Promise<void>;
  undo(photo: Photo): Promise<void>;
  /** Starts a failed or cancelled job again. */
  retry(photo: Photo): Promise<void>;
  /** Cancels the job under way. */
  cancel(photo: Photo): Promise<void>;
  remove(photo: Photo): Promise<void>;
}

export type PhotosView = Snapshot<readonly Photo[]> &
  PhotoActions & {
    /** In their order. */
    readonly photos: readonly Photo[];
    reload(): void;
  };

const none: readonly Photo[] = [];

/** The photos of one vehicle with their states, cutouts and reports, kept current by events. */
export function usePhotos(vehicleId: string): PhotosView {
  const store = useStore();
  const [snapshot, resource] = useResource(`photos/${vehicleId}`, photosOf(vehicleId));
  const actions = useMemo(() => photoActions(store), [store]);
  return { ...snapshot, ...actions, photos: snapshot.data ?? none, reload: resource.reload };
}

/** How far the cutout of a photo is; undefined where nothing works on it. */
export function useProgress(photoId: string): Progress | undefined {
  const store = useStore();
  const read = useCallback(() => store.progress(photoId), [store, photoId]);
  return useSyncExternalStore(store.onProgress, read, nothingOnServer);
}

const nothingOnServer = () => undefined;

function photosOf(vehicleId: string): ResourceKind<readonly Photo[]> {
  return {
    async load(client, signal) {
      const photos: Photo[] = [];
      for await (const photo of client.photos.list({ vehicleId, limit: 200 }, { signal })) photos.push(photo);
      return photos;
    },
    apply(photos, event) {
      switch (event.type) {
        case 'photo.added':
        case 'photo.changed':
          return event.data.vehicleId === vehicleId ? withPhoto(photos, event.data) : photos;
        case 'photo.deleted':
          return photos.some(({ id }) => id === event.data.id) ? photos.filter(({ id }) => id !== event.data.id) : photos;
        case 'vehicle.deleted':
          return event.data.id === vehicleId ? none : photos;
        default:
          return photos;
      }
    },
  };
}

/** An answer and its event may come in either order, so the younger version stays. */
function withPhoto(photos: readonly Photo[], photo: Photo): readonly Photo[] {
  const known = photos.find(({ id }) => id === photo.id);
  if (known && known.version >= photo.version) return photos;
  return [...photos.filter(({ id }) => id !== photo.id), photo].toSorted(byPosition);
}

/** Identifiers sort by the time of their making. */
function byPosition(one: Photo, other: Photo): number {
  return one.position - other.position || (one.id < other.id ? -1 : 1);
}

function photoActions(store: Store): PhotoActions {
  const show = (photo: Photo) => store.apply({ type: 'photo.changed', id: '', at: photo.updatedAt, data: photo });
  const { client } = store;
  return {
    approve: async ({ id, version }) => show(await client().photos.approve(id, { expectedVersion: version })),
    reject: async ({ id, version }, reason) => show(await client().photos.reject(id, { expectedVersion: version, reason })),
    undo: async ({ id }) => show(await client().photos.undoReview(id)),
    async retry({ id, job }) {
      if (job !== null) await client().jobs.retry(job.id);
      show(await client().photos.get(id));
    },
    async cancel({ id, job }) {
      if (job !== null) await client().jobs.cancel(job.id);
      show(await client().photos.get(id));
    },
    async remove({ id, vehicleId, updatedAt }) {
      await client().photos.delete(id);
      store.apply({ type: 'photo.deleted', id: '', at: updatedAt, data: { id, vehicleId } });
    },
  };
}
