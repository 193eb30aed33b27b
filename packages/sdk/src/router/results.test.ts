import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Analysis, Provider } from '../providers/index.ts';
import { createMemoryCache, createRouter } from './index.ts';
import { createFarEnd, type FarEndOptions, offerOf, type Step } from './testing/far-end.ts';
import { caught, fails, scene, setUp } from './testing/set-up.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

describe('results that were made before', () => {
  const seeded = { ...scene, seed: 7 };
  const cached = (ends: readonly Omit<FarEndOptions, 'clock'>[]) => setUp(ends, { cache: createMemoryCache() });

  it('are given again at no cost, and the ledger knows', async () => {
    const { clock, router, farEnds, ledger } = cached([{ name: 'one' }]);
    const first = await clock.until(router.generateImage(seeded));
    const second = await clock.until(router.generateImage(seeded));
    expect(second).toMatchObject({ costUsd: 0, route: { isCached: true, cost: 0, attempts: [] } });
    expect(second.images[0].bytes).toEqual(first.images[0].bytes);
    expect(farEnds[0]?.calls).toHaveLength(1);
    expect(ledger.entries.map(({ outcome, cost }) => [outcome, cost])).toEqual([
      ['done', 10_000],
      ['cached', 0],
    ]);
  });

  it('are others for other words, another seed, another picture, another dealership', async () => {
    const { clock, router, farEnds } = cached([{ name: 'one', operations: ['generateImage', 'editImage'] }]);
    const picture = (byte: number) => ({ images: [new Uint8Array([byte])] as const });
    await clock.until(router.generateImage(seeded, { scope: 'north' }));
    await clock.until(router.generateImage(seeded, { scope: 'south' }));
    await clock.until(router.generateImage({ ...seeded, seed: 8 }, { scope: 'north' }));
    await clock.until(router.generateImage({ ...seeded, prompt: 'a blue car' }, { scope: 'north' }));
    await clock.until(router.editImage({ ...seeded, ...picture(1) }));
    await clock.until(router.editImage({ ...seeded, ...picture(2) }));
    await clock.until(router.editImage({ ...seeded, ...picture(2), mask: new Uint8Array([1]) }));
    expect(farEnds[0]?.calls).toHaveLength(7);
  });

  it('are not given for words without a seed, which want another picture; those under way are shared', async () => {
    const { clock, router, farEnds } = cached([{ name: 'one' }]);
    await clock.until(router.generateImage(scene));
    await clock.until(router.generateImage(scene));
    expect(farEnds[0]?.calls).toHaveLength(2);
    const made = await clock.until(Promise.all(Array.from({ length: 100 }, () => router.generateImage(scene))));
    expect(farEnds[0]?.calls).toHaveLength(3);
    expect(made.filter(({ route }) => route.isShared)).toHaveLength(99);
    expect(new Set(made.map(({ images }) => images[0].sha256)).size).toBe(1);
    await clock.until(Promise.all([1, 2].map(() => router.generateImage(scene, { cache: 'none' }))));
    expect(farEnds[0]?.calls).toHaveLength(5);
  });

  it('make one call of a hundred equal ones at once', async () => {
    const { clock, router, farEnds } = cached([{ name: 'one' }]);
    const made = await clock.until(Promise.all(Array.from({ length: 100 }, () => router.generateImage(seeded))));
    expect(farEnds[0]?.calls).toHaveLength(1);
    expect(made.reduce((sum, { route }) => sum + route.cost, 0)).toBe(10_000);
  });

  it('are not kept of a failure, nor of one that lies', async () => {
    const { clock, router, farEnds } = cached([
      { name: 'one', script: [{ kind: 'lie', ms: 10, how: 'empty' }, fails('PROVIDER_STUCK', { charges: true })] },
    ]);
    expect(await caught(clock.until(router.generateImage(seeded)))).toMatchObject({ code: 'PROVIDER_ANSWER_INVALID' });
    expect(await caught(clock.until(router.generateImage(seeded)))).toMatchObject({ code: 'PROVIDER_STUCK' });
    expect(await clock.until(router.generateImage(seeded))).toMatchObject({ provider: 'one', route: { isCached: false } });
    expect(farEnds[0]?.calls).toHaveLength(3);
  });

  it('keep the shape of an answer; where JSON cannot keep it, the question is asked again', async () => {
    let asked = 0;
    const clock = createVirtualClock();
    const analysis = { provider: 'eye', model: 'painter', costUsd: 0.01, used: {}, totalMs: 1, warnings: [] };
    const eye: Provider = {
      ...createFarEnd({ name: 'eye', clock, operations: [] }).provider,
      abilities: async () => ({ provider: 'eye', checkedOn: null, offers: [offerOf('analyzeImage')] }),
      async analyzeImage({ schema }) {
        asked++;
        const value: Analysis<z.output<typeof schema>> = { ...analysis, value: schema.parse({ isCar: true }) };
        return value;
      },
    };
    const router = createRouter({ providers: [eye], cache: createMemoryCache(), clock });
    const question = { prompt: 'Is it a car?', images: [new Uint8Array([1])] as const };
    const plain = { ...question, schema: z.object({ isCar: z.boolean() }) };
    await clock.until(router.analyzeImage(plain));
    expect(await clock.until(router.analyzeImage(plain))).toMatchObject({ value: { isCar: true }, route: { isCached: true } });
    expect(asked).toBe(1);
    const changing = { ...question, schema: z.object({ isCar: z.boolean().transform((is) => (is ? 'yes' : 'no')) }) };
    await clock.until(router.analyzeImage(changing));
    expect(await clock.until(router.analyzeImage(changing))).toMatchObject({ value: { isCar: 'yes' } });
    expect(asked).toBe(3);
  });
});

describe('pictures that are given', () => {
  it('reach the second provider too when they came as a stream', async () => {
    const seen: unknown[] = [];
    const clock = createVirtualClock();
    const watched = (name: string, script: readonly Step[]): Provider => {
      const { provider } = createFarEnd({ name, clock, operations: ['editImage'], script });
      return {
        ...provider,
        async editImage(request, context) {
          seen.push(request.images[0]);
          if (!provider.editImage) throw new ForecourtError('NO_PROVIDER', 'It edits nothing.');
          return await provider.editImage(request, context);
        },
      };
    };
    const router = createRouter({ providers: [watched('one', [fails('PROVIDER_STUCK')]), watched('two', [])], clock });
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array([1, 2, 3]));
        controller.close();
      },
    });
    expect(await clock.until(router.editImage({ ...scene, images: [stream] }))).toMatchObject({ provider: 'two' });
    expect(seen).toEqual([new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 3])]);
  });
});
