import { describe, expect, it } from 'vitest';
import { photoFixture } from '../photos/photo-fixture.ts';
import { coverOf, listingPictures } from './listing-view.ts';

const [first, second] = ['0193a000-0000-7000-8000-000000000001', '0193a000-0000-7000-8000-000000000002'];

describe('the listing preview', () => {
  it('swaps the cutout in at approval, and back when that is undone', () => {
    const approved = photoFixture({ state: 'approved' });
    const pictures = (photo: typeof approved) => listingPictures([photo], undefined).map(({ kind, asset }) => [kind, asset.type]);
    expect(pictures(approved)).toEqual([['cutout', 'image/png']]);
    expect(pictures(photoFixture({ state: 'review' }))).toEqual([['photo', 'image/jpeg']]);
  });

  it('opens with a three-quarter view, and with a cutout before a photo', () => {
    const front = photoFixture({ id: first, angle: 'front-left', state: 'review' });
    const rear = photoFixture({ id: second, angle: 'rear', state: 'approved' });
    expect(coverOf(listingPictures([front, rear], undefined))?.photoId).toBe(second);
    expect(coverOf(listingPictures([{ ...front, state: 'approved' }, rear], undefined))?.photoId).toBe(first);
    expect(coverOf([])).toBeNull();
  });
});
