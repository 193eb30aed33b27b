import type { Upload } from '@forecourt/sdk/uploads';
import type { Transfer } from './transfer.ts';

/** The part of the uploader that is watched. */
export interface WatchedUploader {
  readonly uploads: readonly Pick<Upload, 'id' | 'name' | 'bytes' | 'vehicleId' | 'angle' | 'state'>[];
  subscribe(changed: () => void): () => void;
}

export interface TransferStore {
  /** The same array until something changed, and the same item in it until that one changed. */
  readonly current: () => readonly Transfer[];
  readonly subscribe: (changed: () => void) => () => void;
}

/**
 * Snapshots of an uploader's uploads for React. Bytes tick many times a second for each of many files; `schedule` gathers
 * these into one drawing (a frame of the screen).
 */
export function createTransferStore(uploader: WatchedUploader, schedule: (draw: () => void) => void): TransferStore {
  let current: readonly Transfer[] = [];
  let isScheduled = false;
  const listeners = new Set<() => void>();

  const take = () => {
    const known = new Map(current.map((transfer) => [transfer.id, transfer]));
    const next = uploader.uploads.map((upload): Transfer => {
      const old = known.get(upload.id);
      if (old?.state === upload.state) return old;
      const { id, name, bytes, vehicleId, state } = upload;
      return { id, name, bytes, vehicleId, angle: upload.angle ?? null, state };
    });
    const isSame = next.length === current.length && next.every((transfer, index) => transfer === current[index]);
    if (isSame) return;
    current = next;
    for (const changed of listeners) changed();
  };

  take();
  uploader.subscribe(() => {
    if (isScheduled) return;
    isScheduled = true;
    schedule(() => {
      isScheduled = false;
      take();
    });
  });

  return {
    current: () => current,
    subscribe(changed) {
      listeners.add(changed);
      return () => {
        listeners.delete(changed);
      };
    },
  };
}
