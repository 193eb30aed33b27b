import { cutoutOfferSchema } from '@forecourt/sdk/contract';
import { expect, it } from 'vitest';
import { cutoutFixture, photoFixture } from './photo-fixture.ts';
import { otherOffers } from './send-on.ts';

function offer(provider: string, canDo: boolean) {
  return cutoutOfferSchema.parse({
    ...{ provider, canDo, model: 'm', title: null, state: 'ready', message: null, problem: null },
    ...{ mostUsd: 0.01, usualUsd: 0.01, expectedMs: 1000 },
  });
}

const offers = [offer('local', true), offer('broken', false), offer('replicate', true)];
const names = (cutout: unknown) => otherOffers(photoFixture({ cutout }), offers).map(({ provider }) => provider);

it('a photo is sent on to anybody but who made its cutout, those who can in front', () => {
  expect(names({ ...cutoutFixture(), provider: 'replicate' })).toEqual(['local', 'broken']);
  expect(names(null)).toEqual(['local', 'replicate', 'broken']);
});
