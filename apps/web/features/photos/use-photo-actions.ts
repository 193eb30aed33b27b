'use client';

import { ForecourtError } from '@forecourt/errors';
import type { Angle, Photo } from '@forecourt/sdk/contract';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { changePhoto, keepPhoto } from '@/lib/data/cached-photos.ts';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { angleName } from './angles.ts';

/** What can be done to a photo. Each shows its result at once, and takes it back with a word if the server refuses: then it gives false. */
export interface PhotoActions {
  approve(photo: Photo): Promise<boolean>;
  reject(photo: Photo, reason?: string): Promise<boolean>;
  undoReview(photo: Photo): Promise<boolean>;
  redoCarefully(photo: Photo): Promise<boolean>;
  /** Has the cutout made by one provider alone. */
  sendOn(photo: Photo, provider: string): Promise<boolean>;
  retry(photo: Photo): Promise<boolean>;
  cancel(photo: Photo): Promise<boolean>;
  setAngle(photo: Photo, angle: Angle | null): Promise<boolean>;
}

interface Change {
  readonly photo: Photo;
  /** How it looks until the server has answered. */
  readonly ahead: (photo: Photo) => Photo;
  /** Asks the server; without an answer of its own the photo is asked for again. */
  readonly ask: () => Promise<Photo | null>;
  /** As "could not be approved". */
  readonly failed: string;
  readonly again: () => void;
}

async function act(queryClient: QueryClient, { photo, ahead, ask, failed, again }: Change): Promise<boolean> {
  changePhoto(queryClient, photo.id, ahead);
  try {
    const answer = await ask();
    keepPhoto(queryClient, answer ?? (await browserClient().photos.get(photo.id)));
    if (photo.state !== answer?.state) await queryClient.invalidateQueries({ queryKey: queryKeys.listing(photo.vehicleId) });
    return true;
  } catch (error) {
    // Only this photo is put back, and only if nobody has changed it since: others may have been decided meanwhile.
    changePhoto(queryClient, photo.id, (now) => (now.version === photo.version ? photo : now));
    await queryClient.invalidateQueries({ queryKey: queryKeys.photos });
    tellFailure(error, `${photo.name} ${failed}`, again);
    return false;
  }
}

function tellFailure(error: unknown, title: string, again: () => void): void {
  const known = ForecourtError.is(error) ? error : new ForecourtError('INTERNAL', String(error), { cause: error });
  const canTryAgain = known.retryable || known.code === 'INTERNAL';
  notifyProblem({
    title,
    description: known.hint,
    id: title,
    ...(canTryAgain ? { action: { label: 'Try again', onClick: again } } : {}),
  });
}

export function usePhotoActions(): PhotoActions {
  const queryClient = useQueryClient();
  return useMemo(() => makePhotoActions(queryClient), [queryClient]);
}

function makePhotoActions(queryClient: QueryClient): PhotoActions {
  const { photos, jobs } = { photos: () => browserClient().photos, jobs: () => browserClient().jobs };
  const now = () => new Date().toISOString();
  const actions: PhotoActions = {
    approve: (photo) =>
      act(queryClient, {
        photo,
        ahead: (old) => ({ ...old, state: 'approved', review: { decision: 'approve', reason: null, by: 'you', at: now() } }),
        ask: () => photos().approve(photo.id, { expectedVersion: photo.version }),
        failed: 'could not be approved.',
        again: () => void actions.approve(photo),
      }),
    reject: (photo, reason) =>
      act(queryClient, {
        photo,
        ahead: (old) => ({ ...old, state: 'rejected', review: { decision: 'reject', reason: reason ?? null, by: 'you', at: now() } }),
        ask: () => photos().reject(photo.id, { reason, expectedVersion: photo.version }),
        failed: 'could not be rejected.',
        again: () => void actions.reject(photo, reason),
      }),
    undoReview: (photo) =>
      act(queryClient, {
        photo,
        ahead: (old) => ({ ...old, state: 'review', review: null }),
        ask: () => photos().undoReview(photo.id),
        failed: 'stays as decided.',
        again: () => void actions.undoReview(photo),
      }),
    redoCarefully: (photo) =>
      act(queryClient, {
        photo,
        ahead: (old) => ({ ...old, state: 'waiting' }),
        ask: () => photos().process(photo.id, { careful: true }),
        failed: 'could not be sent again.',
        again: () => void actions.redoCarefully(photo),
      }),
    sendOn: (photo, provider) =>
      act(queryClient, {
        photo,
        ahead: (old) => ({ ...old, state: 'waiting' }),
        ask: () => photos().process(photo.id, { provider }),
        failed: 'could not be sent to another provider.',
        again: () => void actions.sendOn(photo, provider),
      }),
    retry: (photo) =>
      act(queryClient, {
        photo,
        ahead: (old) => ({ ...old, state: 'waiting' }),
        ask: () =>
          photo.job
            ? jobs()
                .retry(photo.job.id)
                .then(() => null)
            : photos().process(photo.id),
        failed: 'could not be started again.',
        again: () => void actions.retry(photo),
      }),
    cancel: (photo) =>
      act(queryClient, {
        photo,
        ahead: (old) => old,
        ask: () =>
          photo.job
            ? jobs()
                .cancel(photo.job.id)
                .then(() => null)
            : Promise.resolve(null),
        failed: 'could not be cancelled.',
        again: () => void actions.cancel(photo),
      }),
    setAngle: (photo, angle) =>
      act(queryClient, {
        photo,
        ahead: (old) => ({ ...old, angle }),
        ask: () => photos().change(photo.id, { angle }),
        failed: `could not be put to ${angleName(angle).toLowerCase()}.`,
        again: () => void actions.setAngle(photo, angle),
      }),
  };
  return actions;
}
