'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { forgetPhoto } from '@/lib/data/cached-photos.ts';
import { browserClient } from '@/lib/data/client.ts';
import { countOf } from '../transfers/figures.ts';
import { createDeletions } from './deletions.ts';

const deletions = createDeletions({
  remove: (photo) =>
    browserClient()
      .photos.delete(photo.id)
      .then(() => undefined),
  failed: (photo, error) =>
    notifyProblem({ title: `${photo.name} could not be deleted.`, description: error instanceof Error ? error.message : String(error) }),
  setTimer: (run, ms) => window.setTimeout(run, ms),
  clearTimer: (timer) => window.clearTimeout(Number(timer)),
});

const nothing: ReadonlySet<string> = new Set();

/** Photos that are hidden, since they are about to be deleted. */
export function usePendingDeletions(): ReadonlySet<string> {
  useEffect(() => {
    window.addEventListener('pagehide', deletions.flush);
    return () => window.removeEventListener('pagehide', deletions.flush);
  }, []);
  return useSyncExternalStore(deletions.subscribe, deletions.pending, () => nothing);
}

/** Deletes photos, with a moment in which that can be taken back. */
export function useDeletePhotos(): (photos: readonly Photo[]) => void {
  const queryClient = useQueryClient();
  return useCallback(
    (photos) => {
      const undo = deletions.schedule(photos);
      const title = photos.length === 1 ? `${photos[0]?.name} deleted` : `${countOf(photos.length, 'photo')} deleted`;
      const bringBack = async () => {
        if (undo()) return;
        // Too late to keep it, but the file is there still: it comes back as a new photo.
        for (const photo of photos) {
          forgetPhoto(queryClient, photo.id, photo.vehicleId);
          await browserClient().photos.add(photo.vehicleId, { sha256: photo.asset.sha256, name: photo.name, angle: photo.angle });
        }
      };
      notify({ title, action: { label: 'Undo', onClick: () => void bringBack().catch(tellLost) } });
    },
    [queryClient],
  );
}

function tellLost(error: unknown): void {
  notifyProblem({ title: 'It could not be brought back.', description: error instanceof Error ? error.message : String(error) });
}
