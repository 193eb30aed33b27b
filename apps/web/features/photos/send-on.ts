import type { CutoutOffer, Photo } from '@forecourt/sdk/contract';

/** Everybody but who made the cutout that is there; those that cannot stand last. */
export function otherOffers(photo: Pick<Photo, 'cutout'>, offers: readonly CutoutOffer[]): readonly CutoutOffer[] {
  const others = offers.filter(({ provider }) => provider !== photo.cutout?.provider);
  return others.toSorted((one, other) => Number(other.canDo) - Number(one.canDo));
}
