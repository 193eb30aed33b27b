import type { ForecourtError } from '@forecourt/errors';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Angle, RemovalOptions } from '../contract/index.ts';
import type { Upload, UploadState } from '../uploads/index.ts';
import { useStore } from './provider.tsx';

export interface UploadTo {
  readonly vehicleId: string;
  readonly angle?: Angle | undefined;
  readonly options?: RemovalOptions | undefined;
}

export interface UploadsView {
  /** Those of the vehicle, or all: under way, waiting, and ended ones that nobody removed yet. */
  readonly uploads: readonly Upload[];
  /** Starts to upload; the files survive a closed tab where the browser can keep them. */
  add(files: Iterable<File>, to: UploadTo): readonly Upload[];
  /** Takes an upload from the list; one under way is cancelled first. */
  remove(upload: Upload): Promise<void>;
  /** Why uploads of an earlier page could not be taken up again. */
  readonly restoreError: ForecourtError | null;
}

const none: readonly Upload[] = [];
const nothingOnServer = () => none;

/** Uploads of the provider's uploader, also those that were begun on an earlier page. */
export function useUploads({ vehicleId }: { readonly vehicleId?: string | undefined } = {}): UploadsView {
  const store = useStore();
  const subscribe = useCallback((changed: () => void) => store.uploader().subscribe(changed), [store]);
  const read = useCallback(() => store.uploader().uploads, [store]);
  const all = useSyncExternalStore(subscribe, read, nothingOnServer);
  const uploads = useMemo(() => (vehicleId === undefined ? all : all.filter((upload) => upload.vehicleId === vehicleId)), [all, vehicleId]);
  const add = useCallback((files: Iterable<File>, to: UploadTo) => Array.from(files, (file) => store.uploader().add(file, to)), [store]);
  const remove = useCallback(
    async (upload: Upload) => {
      const { status } = upload.state;
      if (status !== 'done' && status !== 'failed') await upload.cancel();
      store.uploader().remove(upload.id);
    },
    [store],
  );
  return { uploads, add, remove, restoreError: store.restoreError() };
}

/** The state of one upload: bytes sent, speed, remaining time, what went wrong. */
export function useUploadState(upload: Upload): UploadState {
  const subscribe = useCallback((changed: () => void) => upload.subscribe(changed), [upload]);
  const read = useCallback(() => upload.state, [upload]);
  return useSyncExternalStore(subscribe, read, read);
}
