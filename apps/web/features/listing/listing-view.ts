import type { Asset, Listing, Photo } from '@forecourt/sdk/contract';
import { anglePlaces } from '../photos/angles.ts';

/** One picture as buyers see it. */
export interface ListingPicture {
  readonly photoId: string;
  readonly kind: 'cutout' | 'photo';
  readonly asset: Asset;
  readonly angle: Photo['angle'];
}

const order = new Map(anglePlaces.map(({ angle }, index) => [angle, index]));

/**
 * The pictures of a listing from the photos that the page has, by the server's rule: an approved photo is its cutout, any
 * other the photo as it came in. From the photos and not from the listing's own answer, so that an approval is seen at once.
 */
export function listingPictures(photos: readonly Photo[], listing: Listing | undefined): readonly ListingPicture[] {
  const known = new Map(photos.map((photo) => [photo.id, photo]));
  // The server's order is the one that buyers get; photos that it does not know yet are put behind.
  const inOrder = [...(listing?.pictures.map((picture) => picture.photoId) ?? []), ...photos.map((photo) => photo.id)];
  return [...new Set(inOrder)].flatMap((id) => {
    const photo = known.get(id);
    if (!photo) return [];
    const isCutout = photo.state === 'approved' && photo.cutout !== null;
    const asset = isCutout && photo.cutout !== null ? photo.cutout.asset : photo.asset;
    return [{ photoId: id, kind: isCutout ? ('cutout' as const) : ('photo' as const), asset, angle: photo.angle }];
  });
}

/** Which picture the listing opens with: the best three-quarter view, as on the marketplaces. */
export function coverOf(pictures: readonly ListingPicture[]): ListingPicture | null {
  const rank = (picture: ListingPicture) => (order.get(picture.angle ?? 'detail') ?? order.size) + (picture.kind === 'cutout' ? 0 : 100);
  return pictures.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}
