'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useReducer, useRef } from 'react';
import { keepPhoto } from '@/lib/data/cached-photos.ts';
import { browserClient } from '@/lib/data/client.ts';
import { providerTitle } from '../generate/generate-words.ts';
import { photoOptions } from '../photos/photo-queries.ts';
import { photoAbilities } from '../photos/photo-status.ts';
import { usePhotoActions } from '../photos/use-photo-actions.ts';
import { emptySession, nextSession, type Session, type Step } from './session.ts';
import { firstRemedy } from './words.ts';

export interface SessionControl {
  readonly session: Session;
  readonly photos: ReadonlyMap<string, Photo>;
  readonly current: Photo | null;
  readonly step: (step: Step) => void;
  readonly approve: () => void;
  readonly reject: (reason?: string) => void;
  readonly redo: () => void;
  /** Has the cutout made by one provider alone; it is open again when it is there. */
  readonly sendOn: (provider: string) => void;
  readonly retry: () => void;
  readonly undo: () => void;
  /** Whether an order for this photo has no answer yet: then what is kept of it is not the last word. */
  readonly isUnderWay: (photoId: string) => boolean;
  /** The last that happened, in words for screen readers. */
  readonly said: string;
}

/**
 * A session over pictures that arrive as a list. Decisions are sent in the background while the next picture is looked at;
 * one that the server refuses is open again.
 */
export function useSession(source: readonly Photo[], startAt: string | null): SessionControl {
  const queryClient = useQueryClient();
  const actions = usePhotoActions();
  const [session, step] = useReducer(nextSession, emptySession);
  const [said, say] = useReducer((_before: string, next: string) => next, '');
  /** What is on its way for a photo: undo waits for it, so that two orders never cross. */
  const underWay = useRef(new Map<string, Promise<boolean>>());

  useEffect(() => {
    for (const photo of source) keepPhoto(queryClient, photo);
    step({ type: 'arrived', ids: source.map((photo) => photo.id) });
  }, [source, queryClient]);
  useEffect(() => {
    if (startAt !== null) step({ type: 'chosen', id: startAt });
  }, [startAt]);

  const photos = usePhotosOf(session.ids, source);
  const current = photos.get(session.current ?? '') ?? null;

  const send = (photo: Photo, order: () => Promise<boolean>, reopen: boolean) => {
    const before = underWay.current.get(photo.id) ?? Promise.resolve(true);
    const sent = before.then(order);
    underWay.current.set(photo.id, sent);
    void sent.then((isDone) => {
      if (underWay.current.get(photo.id) === sent) underWay.current.delete(photo.id);
      if (isDone || !reopen) return;
      step({ type: 'reopened', id: photo.id, isInFront: false });
      say(`${photo.name} is open again.`);
    });
  };
  const isUnderWay = (photoId: string) => underWay.current.has(photoId);
  const canDecide =
    current !== null && current.cutout !== null && current.state !== 'waiting' && current.state !== 'working' && current.state !== 'failed';

  return {
    session,
    photos,
    current,
    step,
    said,
    isUnderWay,
    approve() {
      if (!canDecide || (current.state === 'approved' && !isUnderWay(current.id))) return;
      step({ type: 'decided', id: current.id, outcome: 'approve' });
      say(`${current.name} approved.`);
      send(current, () => actions.approve(latest(current)), true);
    },
    reject(reason) {
      if (!canDecide || (current.state === 'rejected' && !isUnderWay(current.id))) return;
      step({ type: 'decided', id: current.id, outcome: 'reject' });
      say(`${current.name} rejected.`);
      send(current, () => actions.reject(latest(current), reason), true);
    },
    redo() {
      if (!canDecide || current.cutout === null) return;
      if (firstRemedy(current.cutout.report, { triedCarefully: current.cutout.careful, canSendOn: false }) === null) {
        say('Nothing is suggested for this picture.');
        return;
      }
      step({ type: 'decided', id: current.id, outcome: 'redo' });
      say(`${current.name} is done again with more care.`);
      send(current, () => actions.redoCarefully(latest(current)), true);
    },
    sendOn(provider) {
      if (current === null || !photoAbilities(current).canSendOn) return;
      step({ type: 'decided', id: current.id, outcome: 'redo' });
      say(`${current.name} is sent to ${providerTitle(provider)}.`);
      send(current, () => actions.sendOn(latest(current), provider), true);
    },
    retry() {
      if (current !== null) send(current, () => actions.retry(latest(current)), false);
    },
    undo() {
      const last = session.history.at(-1) ?? (current?.review ? current.id : undefined);
      const photo = photos.get(last ?? '');
      if (photo === undefined) return;
      step({ type: 'reopened', id: photo.id, isInFront: true });
      say(`${photo.name}: decision taken back.`);
      // Where the decision was refused meanwhile there is nothing to take back.
      send(photo, () => (latest(photo).review === null ? Promise.resolve(true) : actions.undoReview(latest(photo))), false);
    },
  };

  function latest(photo: Photo): Photo {
    return queryClient.getQueryData(photoOptions(browserClient, photo.id).queryKey) ?? photo;
  }
}

/** The photos of a session as they are now. They are kept as long as the session goes on, also when the list has let go of them. */
function usePhotosOf(ids: readonly string[], source: readonly Photo[]): ReadonlyMap<string, Photo> {
  const latest = useQueries({ queries: ids.map((id) => ({ ...photoOptions(browserClient, id), enabled: false })), combine: photosIn });
  return useMemo(() => new Map([...source, ...latest].map((photo) => [photo.id, photo])), [latest, source]);
}

/** One function for all drawings: a new one each time would make a new list each time. */
function photosIn(results: readonly { readonly data: Photo | undefined }[]): readonly Photo[] {
  return results.flatMap(({ data }) => data ?? []);
}
