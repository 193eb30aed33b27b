import { ForecourtError } from '@forecourt/errors';
import type { Client } from '../../client/index.ts';
import type { Photo } from '../../contract/index.ts';
import type { Journal } from '../journal/journal.ts';

/** Notes which cutouts belong into the folder of results. */
export interface WantedResults {
  /** Notes the cutout of a photo, if it has one and its file lies in this folder. */
  see(photo: Photo): void;
  /** Asks for all photos of the vehicles that this folder has photos of. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Follows what happens to photos, from where the last run ended, until the signal. @throws what no new try mends */
  follow(signal: AbortSignal, changed: () => void): Promise<void>;
}

/** Photos that were heard of before they were noted as sent. */
const rememberedAtMost = 1000;

export function createWantedResults({ client, journal }: { readonly client: Client; readonly journal: Journal }): WantedResults {
  const early = new Map<string, Photo>();

  function note({ id, state, cutout }: Photo): void {
    if (cutout === null || (state !== 'review' && state !== 'approved')) return;
    journal.results.want({ photoId: id, sha256: cutout.asset.sha256, type: cutout.asset.type });
  }

  function see(photo: Photo): void {
    if (journal.files.ofPhoto(photo.id) === undefined) {
      early.set(photo.id, photo);
      const [oldest] = early.keys();
      if (early.size > rememberedAtMost && oldest !== undefined) early.delete(oldest);
      return;
    }
    const heard = early.get(photo.id);
    early.delete(photo.id);
    note(heard !== undefined && heard.version > photo.version ? heard : photo);
  }

  async function refresh(signal: AbortSignal): Promise<void> {
    for (const vehicleId of journal.files.vehicles()) {
      try {
        for await (const photo of client.photos.list({ vehicleId, limit: 100 }, { signal })) {
          if (journal.files.ofPhoto(photo.id) !== undefined) note(photo);
        }
      } catch (error) {
        // A vehicle that was sold and removed.
        if (!(ForecourtError.is(error) && error.code === 'NOT_FOUND')) throw error;
      }
    }
  }

  return {
    see,
    refresh,
    async follow(signal, changed) {
      for await (const event of client.events({ after: journal.fact('cursor') ?? undefined, signal })) {
        const isNew = event.type === 'stream.opened' && journal.fact('cursor') === null;
        if (isNew || event.type === 'stream.reset') await refresh(signal);
        if (event.type === 'photo.added' || event.type === 'photo.changed') see(event.data);
        // Only now: a process that is killed before hears of it again.
        if ('id' in event) journal.setFact('cursor', event.id);
        if (journal.results.countWanted() > 0) changed();
      }
    },
  };
}
