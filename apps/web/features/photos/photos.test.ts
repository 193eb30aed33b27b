import { describe, expect, it } from 'vitest';
import type { Transfer } from '../transfers/transfer.ts';
import { cutoutFixture, defectFixture, jobFixture, photoFixture } from './photo-fixture.ts';
import { photoSet } from './photo-set.ts';
import { photoAbilities, photoStatus, placeInLine, stageName } from './photo-status.ts';

const sendingState: Transfer['state'] = {
  status: 'sending',
  sentBytes: 1,
  totalBytes: 2,
  bytesPerSecond: null,
  remainingMs: null,
  nextTryAt: null,
  error: null,
  photo: null,
};

function upload(id: string, state: Partial<Transfer['state']> = {}, angle: Transfer['angle'] = null): Transfer {
  return { id, name: `${id}.jpg`, bytes: 2, vehicleId: 'v', angle, state: { ...sendingState, ...state } };
}

describe('what a card says', () => {
  it('is the place in line while the photo waits', () => {
    const photo = photoFixture({ state: 'waiting', job: jobFixture({ state: 'waiting', position: 3 }) });
    expect(photoStatus(photo)).toMatchObject({ state: 'waiting', word: 'Waiting', detail: '3 ahead' });
    expect([placeInLine(0), placeInLine(null)]).toEqual(['Next in line', null]);
  });

  it('is that a new try failed, while the cutout from before is there', () => {
    const problem = {
      ...{ type: 'about:blank', title: 'The provider has no credit left', status: 502, detail: 'No credit.', hint: 'Add credit.' },
      ...{ code: 'PROVIDER_OUT_OF_CREDIT', retryable: false },
    };
    const id = '0193a000-0000-7000-8000-0000000000b2';
    expect(photoStatus(photoFixture({ job: jobFixture({ id, state: 'failed', problem }) })).detail).toBe('A new try failed');
    expect(photoStatus(photoFixture({ job: jobFixture({ id, state: 'done' }) })).detail).not.toBe('A new try failed');
  });

  it('is the stage and its percent while it works', () => {
    const photo = photoFixture({ state: 'working', job: jobFixture({ state: 'working', progress: { stage: 'inference', share: 0.4 } }) });
    expect(photoStatus(photo)).toEqual({ state: 'working', word: 'Cutting out', detail: '40 %', share: 0.4 });
    expect(stageName('polishing')).toBe('Polishing');
  });

  it('is what a person should look at when the cutout is there', () => {
    const photo = photoFixture({ cutout: cutoutFixture({ defects: [defectFixture(), defectFixture({ code: 'HOLES' })] }) });
    expect(photoStatus(photo)).toMatchObject({ word: 'Needs you', detail: '2 things to look at' });
    expect(photoStatus(photoFixture({ cutout: cutoutFixture(null) })).detail).toBe('Not scored');
  });

  it('is what went wrong and what to do next when it failed', () => {
    const problem = {
      type: 'x',
      title: 'x',
      status: 422,
      detail: 'The file is damaged.',
      code: 'NOT_DECODABLE',
      hint: 'Copy it again.',
      retryable: false,
    };
    expect(photoStatus(photoFixture({ state: 'failed', job: jobFixture({ problem }) })).detail).toBe('The file is damaged. Copy it again.');
    expect(photoStatus(photoFixture({ state: 'waiting', job: jobFixture({ problem, nextTryAt: '2026-11-21T10:00:00.000Z' }) })).word).toBe(
      'Tries again soon',
    );
  });
});

describe('what can be done with a photo', () => {
  it('is nothing but to cancel while a machine works', () => {
    const abilities = photoAbilities(photoFixture({ state: 'working' }));
    expect(abilities).toMatchObject({ canCancel: true, canReview: false, canRetry: false, canRedoCarefully: false });
  });

  it('is to review when there is a cutout, and to look again with care once', () => {
    expect(photoAbilities(photoFixture())).toMatchObject({ canReview: true, canUndoReview: false, canRedoCarefully: true });
    const careful = photoFixture({ cutout: { ...cutoutFixture(), careful: true } });
    expect(photoAbilities(careful).canRedoCarefully).toBe(false);
  });

  it('is to retry when it failed', () => {
    expect(photoAbilities(photoFixture({ state: 'failed', cutout: null }))).toMatchObject({ canRetry: true, canReview: false });
  });
});

describe('the set of a vehicle', () => {
  it('shows places in the order of a walk around the car, and what is missing', () => {
    const set = photoSet(
      [photoFixture({ angle: 'rear' }), photoFixture({ id: '0193a000-0000-7000-8000-000000000002', angle: 'front-left' })],
      [],
    );
    expect(set.cards.map((card) => card.angle)).toEqual(['front-left', 'rear']);
    expect(set.missing.map((place) => place.angle)).not.toContain('rear');
    expect(set.missing.map((place) => place.angle)).toContain('interior');
    expect(set.missing.map((place) => place.angle)).not.toContain('detail');
  });

  it('keeps one card from the first byte to the photo', () => {
    const before = photoSet([], [upload('u1', {}, 'front')]);
    const photo = photoFixture({ angle: 'front' });
    const after = photoSet([photo], [upload('u1', { status: 'done', photo }, 'front')]);
    expect(before.cards.map((card) => card.key)).toEqual(['u1']);
    expect(after.cards.map((card) => card.key)).toEqual(['u1']);
    expect(after.cards[0]?.photo).toBe(photo);
  });

  it('shows one card also when the photo is there before the upload heard its answer', () => {
    const photo = photoFixture({ name: 'u1.jpg', asset: { ...photoFixture().asset, bytes: 2 } });
    const set = photoSet([photo], [upload('u1', { status: 'finishing', sentBytes: 2 })]);
    expect(set.cards).toHaveLength(1);
    expect(set.cards[0]).toMatchObject({ key: 'u1', photo: { id: photo.id } });
    expect(photoSet([photo], [upload('u1', { status: 'sending', sentBytes: 1 })]).cards).toHaveLength(2);
  });

  it('shows no card for what was deleted or cancelled', () => {
    const photo = photoFixture();
    expect(photoSet([], [upload('u1', { status: 'done', photo }), upload('u2', { status: 'cancelled' })]).cards).toEqual([]);
  });
});
