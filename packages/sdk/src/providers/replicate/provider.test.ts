import { type ReplicateEmulator, redCarPhoto, startReplicateEmulator } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectImage } from '../../imaging/index.ts';
import { providerConformance } from '../conformance.ts';
import { createReplicateProvider, type ReplicateOptions } from './provider.ts';

let emulator: ReplicateEmulator;
beforeAll(async () => {
  emulator = await startReplicateEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

const photo = redCarPhoto();
const create = (options: Partial<ReplicateOptions> = {}) =>
  createReplicateProvider({ token: emulator.token, baseUrl: emulator.baseUrl, pollMs: { first: 1, most: 5 }, ...options });

describe('Replicate', () => {
  for (const check of providerConformance({ create: () => create(), photo })) it(check.title, check.run);

  it('makes what is asked for', async () => {
    await using replicate = create();
    const made = await replicate.generateImage({ prompt: 'a red car', size: { widthPx: 1344, heightPx: 768 }, count: 2, seed: 7 });
    expect(made.images.map(({ bytes }) => inspectImage(bytes).widthPx)).toEqual([1344, 1344]);
    expect(made).toMatchObject({ costUsd: 0.006, used: { images: 2 } });
  });
});
