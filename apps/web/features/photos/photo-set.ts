import type { Angle, Photo } from '@forecourt/sdk/contract';
import type { Transfer } from '../transfers/transfer.ts';
import { type AnglePlace, anglePlaces } from './angles.ts';

/** One card in the set: a photo, an upload on its way to become one, or both for the moment between. */
export interface Card {
  /** Stays the same from the first byte to the approved cutout, so the card is never rebuilt under somebody's finger. */
  readonly key: string;
  readonly angle: Angle | null;
  readonly photo: Photo | null;
  readonly transfer: Transfer | null;
}

/** A place of the set with what is on it; without a card it is drawn as an outline. */
export interface Place extends AnglePlace {
  readonly cards: readonly Card[];
}

export interface PhotoSet {
  readonly places: readonly Place[];
  /** Photos of which nobody said the angle. */
  readonly loose: readonly Card[];
  readonly cards: readonly Card[];
  readonly missing: readonly AnglePlace[];
}

/**
 * Which photo an upload became. Until its own answer is there, the photo that came as an event is known by name and size:
 * the last bytes are at the server then, and it would be shown twice for a moment.
 */
function photoOf({ name, bytes, state }: Transfer, photos: readonly Photo[]): string | null {
  if (state.photo !== null) return photos.some(({ id }) => id === state.photo?.id) ? state.photo.id : null;
  const isSent = state.totalBytes > 0 && state.sentBytes >= state.totalBytes;
  return (isSent && photos.find((photo) => photo.name === name && photo.asset.bytes === bytes)?.id) || null;
}

/**
 * Puts photos and uploads of one vehicle in their places. An upload whose photo is known is one card with it, also when
 * the photo came as an event before the upload heard its own answer.
 */
export function photoSet(photos: readonly Photo[], transfers: readonly Transfer[]): PhotoSet {
  const shown = transfers.filter((transfer) => transfer.state.status !== 'cancelled');
  const transferOfPhoto = new Map(
    shown.flatMap((transfer) => [photoOf(transfer, photos)].filter((id) => id !== null).map((id) => [id, transfer])),
  );
  const joined = new Set([...transferOfPhoto.values()].map((transfer) => transfer.id));
  const photoCards = photos.map((photo): Card => {
    const transfer = transferOfPhoto.get(photo.id) ?? null;
    return { key: transfer?.id ?? photo.id, angle: photo.angle, photo, transfer };
  });
  // A finished upload whose photo is not in the list is one that was deleted since: it has no card any more.
  const uploadCards = shown
    .filter((transfer) => transfer.state.status !== 'done' && !joined.has(transfer.id))
    .map((transfer): Card => ({ key: transfer.id, angle: transfer.angle, photo: null, transfer }));
  const unique = [...new Map([...photoCards, ...uploadCards].map((card) => [card.key, card])).values()];
  const places = anglePlaces.map((place): Place => ({ ...place, cards: unique.filter((card) => card.angle === place.angle) }));
  const loose = unique.filter((card) => card.angle === null);
  return {
    places,
    loose,
    cards: [...places.flatMap((place) => place.cards), ...loose],
    missing: places.filter((place) => place.wanted && place.cards.length === 0),
  };
}
