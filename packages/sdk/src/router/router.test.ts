import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Analysis, Provider } from '../providers/index.ts';
import { attemptsOf, createMemoryBudget, createMemoryCache, createMemoryLedger, createRouter, type RouterOptions } from './index.ts';
import { createFarEnd, type FarEndOptions, offerOf, type Step } from './testing/far-end.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const scene = { prompt: 'a red car on a mountain road' };
const fails = (code: Extract<Step, { kind: 'fail' }>['code'], more: Partial<Extract<Step, { kind: 'fail' }>> = {}): Step => ({
  kind: 'fail',
  ms: 10,
  code,
  charges: false,
  tells: true,
  ...more,
});

/** Far ends of these names and scripts behind a router, in a time of their own. */
function setUp(ends: readonly Omit<FarEndOptions, 'clock'>[], options: Partial<RouterOptions> = {}) {
  const clock = createVirtualClock();
  const farEnds = ends.map((end) => createFarEnd({ ...end, clock }));
  const ledger = createMemoryLedger();
  const router = createRouter({ providers: farEnds.map(({ provider }) => provider), ledger, clock, random: () => 1, ...options });
  return { clock, farEnds, router, ledger };
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => ForecourtError.from(error),
  );
const inShort = (attempts: readonly { provider: string; outcome: string; code: string | null }[]) =>
  attempts.map(({ provider, outcome, code }) => `${provider} ${outcome}${code === null ? '' : ` ${code}`}`);

describe('who is asked next', () => {
  it('is the next provider when one fails, and the result says so in order', async () => {
    const { clock, router } = setUp([
      { name: 'one', script: [fails('PROVIDER_UNAUTHENTICATED')] },
      { name: 'two', script: [fails('PROVIDER_UNAVAILABLE', { tells: false })] },
      { name: 'three' },
    ]);
    const { provider, route } = await clock.until(router.generateImage(scene));
    expect(provider).toBe('three');
    expect(inShort(route.attempts)).toEqual(['one failed PROVIDER_UNAUTHENTICATED', 'two failed PROVIDER_UNAVAILABLE', 'three done']);
    expect(route).toMatchObject({ cost: 20_000, estimated: 30_000, isCached: false, isShared: false });
  });

  it('is nobody when the rules of a provider refuse it, unless that is wanted', async () => {
    const ends = [{ name: 'one', script: [fails('PROVIDER_REFUSED')] }, { name: 'two' }];
    const strict = setUp(ends);
    const error = await caught(strict.clock.until(strict.router.generateImage(scene)));
    expect(error).toMatchObject({ code: 'PROVIDER_REFUSED', message: 'one says PROVIDER_REFUSED.' });
    expect(inShort(attemptsOf(error))).toEqual(['one failed PROVIDER_REFUSED']);
    const loose = setUp(ends, { refusedGoesOn: true });
    expect(await loose.clock.until(loose.router.generateImage(scene))).toMatchObject({ provider: 'two' });
  });

  it('is another one for a request that one does not take; where nobody takes it, the first one’s words are given', async () => {
    const one = { name: 'one', script: [fails('PROVIDER_REJECTED')] };
    const some = setUp([one, { name: 'two' }]);
    expect(await some.clock.until(some.router.generateImage(scene))).toMatchObject({ provider: 'two' });
    const none = setUp([one, { name: 'two', script: [fails('PROVIDER_REJECTED')] }]);
    expect(await caught(none.clock.until(none.router.generateImage(scene)))).toMatchObject({
      code: 'PROVIDER_REJECTED',
      message: 'one says PROVIDER_REJECTED.',
    });
  });

  it('is nobody for a damaged picture: it is damaged for everybody', async () => {
    const { clock, router, farEnds } = setUp([
      { name: 'one', operations: ['editImage'], script: [fails('TRUNCATED')] },
      { name: 'two', operations: ['editImage'] },
    ]);
    const error = await caught(clock.until(router.editImage({ ...scene, images: [new Uint8Array([1])] })));
    expect(error.code).toBe('TRUNCATED');
    expect(farEnds[1]?.calls).toEqual([]);
  });

  it('is told of each when all fail, with what it cost', async () => {
    const { clock, router } = setUp([
      { name: 'one', script: [fails('PROVIDER_STUCK', { charges: true })] },
      { name: 'two', script: [fails('PROVIDER_OUT_OF_CREDIT')] },
    ]);
    const error = await caught(clock.until(router.generateImage(scene)));
    expect(error).toMatchObject({ code: 'PROVIDERS_FAILED', details: { costUsd: 0.01 } });
    expect(error.message).toContain('one: PROVIDER_STUCK, two: PROVIDER_OUT_OF_CREDIT');
  });

  it('is the same one once more after a failure that passes and cost nothing, under the same name', async () => {
    const { clock, router, farEnds } = setUp([{ name: 'one', script: [fails('PROVIDER_UNAVAILABLE')] }]);
    const { route } = await clock.until(router.generateImage(scene, { idempotencyKey: 'order-7' }));
    expect(inShort(route.attempts)).toEqual(['one failed PROVIDER_UNAVAILABLE', 'one done']);
    expect(farEnds[0]?.calls.map(({ key }) => key)).toEqual(['order-7/one/painter', 'order-7/one/painter']);
  });

  it('waits as long as a provider asks where nobody else is left, and not beyond the deadline', async () => {
    const patient = setUp([{ name: 'one', script: [fails('PROVIDER_RATE_LIMITED', { retryAfterMs: 5000 })] }]);
    const startedAt = patient.clock.now();
    await patient.clock.until(patient.router.generateImage(scene));
    expect(patient.clock.now() - startedAt).toBeGreaterThanOrEqual(5000);
    const hurried = setUp([{ name: 'one', script: [fails('PROVIDER_RATE_LIMITED', { retryAfterMs: 5000 })] }], { deadlineMs: 4000 });
    const began = hurried.clock.now();
    expect(await caught(hurried.clock.until(hurried.router.generateImage(scene)))).toMatchObject({ code: 'PROVIDER_RATE_LIMITED' });
    expect(hurried.clock.now() - began).toBeLessThan(1000);
  });

  it('is whoever has a place, and else whoever has one first', async () => {
    const { clock, router, farEnds } = setUp([{ name: 'one', offer: { limits: { concurrency: 1 } } }, { name: 'two' }]);
    const made = await clock.until(Promise.all([router.generateImage(scene), router.generateImage(scene)]));
    expect(made.map(({ provider }) => provider)).toEqual(['one', 'two']);
    expect(inShort(made[1].route.attempts)).toEqual(['one skipped TOO_BUSY', 'two done']);
    const only = { providers: ['one'] };
    await clock.until(Promise.all([router.generateImage(scene, only), router.generateImage(scene, only)]));
    expect(farEnds[0]?.calls).toHaveLength(3);
  });

  it('is not one that failed too often', async () => {
    const { clock, router, farEnds } = setUp([
      { name: 'one', script: Array.from({ length: 9 }, () => fails('PROVIDER_STUCK')) },
      { name: 'two' },
    ]);
    for (let call = 0; call < 6; call++) await clock.until(router.generateImage(scene));
    const { route } = await clock.until(router.generateImage(scene));
    expect(inShort(route.attempts)).toEqual(['one skipped BREAKER_OPEN', 'two done']);
    expect(farEnds[0]?.calls).toHaveLength(5);
  });
});

describe('who is not asked at all', () => {
  it('is a provider without the operation: never another kind of operation', async () => {
    const { clock, router, farEnds } = setUp([{ name: 'editor', operations: ['editImage'] }]);
    expect(await caught(clock.until(router.generateImage(scene)))).toMatchObject({ code: 'NO_PROVIDER' });
    expect(farEnds[0]?.calls).toEqual([]);
  });

  it('is a model that cannot do a parameter; the error says what it can do', async () => {
    const seedless = { name: 'one', offer: { parameters: ['size' as const] } };
    const some = setUp([seedless, { name: 'two' }]);
    const { route } = await some.clock.until(some.router.generateImage({ ...scene, seed: 7 }));
    expect(inShort(route.attempts)).toEqual(['one skipped PARAMETER_UNSUPPORTED', 'two done']);
    const none = setUp([seedless]);
    const error = await caught(none.clock.until(none.router.generateImage({ ...scene, seed: 7 })));
    expect(error).toMatchObject({ code: 'PARAMETER_UNSUPPORTED', details: { refused: [{ field: 'seed', can: ['size'] }] } });
  });

  it('is named once for each provider, with the model that is meant where none is named', async () => {
    const clock = createVirtualClock();
    const { provider } = createFarEnd({ name: 'many', clock });
    const offers = [
      offerOf('generateImage', { model: 'gone', retiresOn: '2026-01-01' }),
      offerOf('generateImage', { model: 'first', parameters: [] }),
      offerOf('generateImage', { model: 'second', parameters: [] }),
    ];
    const many: Provider = { ...provider, abilities: async () => ({ provider: 'many', checkedOn: null, offers }) };
    const router = createRouter({ providers: [many, createFarEnd({ name: 'two', clock }).provider], clock });
    const { route } = await clock.until(router.generateImage({ ...scene, seed: 1 }));
    expect(route.attempts.map(({ provider: name, model, code }) => [name, model, code])).toEqual([
      ['many', 'first', 'PARAMETER_UNSUPPORTED'],
      ['two', 'painter', null],
    ]);
    const { route: short } = await clock.until(router.generateImage(scene));
    expect(short.attempts.map(({ model, outcome }) => [model, outcome])).toEqual([['first', 'done']]);
  });

  it('is a model that was switched off, has no known price, or is unknown', async () => {
    const retired = setUp([{ name: 'one', offer: { retiresOn: '2026-11-01', replacedBy: 'sculptor' } }]);
    expect(await caught(retired.clock.until(retired.router.generateImage(scene)))).toMatchObject({ code: 'MODEL_RETIRED' });
    const priceless = setUp([{ name: 'one', offer: { price: null } }]);
    expect(await caught(priceless.clock.until(priceless.router.generateImage(scene)))).toMatchObject({ code: 'PRICE_UNKNOWN' });
    const other = setUp([{ name: 'one' }]);
    expect(await caught(other.clock.until(other.router.generateImage({ ...scene, model: 'dreamer' })))).toMatchObject({
      code: 'MODEL_UNKNOWN',
    });
    for (const { farEnds } of [retired, priceless, other]) expect(farEnds[0]?.calls).toEqual([]);
  });

  it('is one whose price is above what is left; what costs nothing still works', async () => {
    const clock = createVirtualClock();
    const budget = createMemoryBudget({ clock: clock.now, limits: { day: 15_000 } });
    const paid = createFarEnd({ name: 'paid', clock });
    const free = createFarEnd({ name: 'free', clock, offer: { price: { per: 'call', usd: 0 } } });
    const both = createRouter({ providers: [paid.provider, free.provider], budget, clock });
    expect(await clock.until(both.generateImage(scene))).toMatchObject({ provider: 'paid' });
    const { provider, route } = await clock.until(both.generateImage(scene));
    expect(provider).toBe('free');
    expect(inShort(route.attempts)).toEqual(['paid skipped BUDGET_EXCEEDED', 'free done']);
    const alone = createRouter({ providers: [paid.provider], budget, clock });
    const error = await caught(clock.until(alone.generateImage(scene)));
    expect(error).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(error.message).toBe('The budget of the day has $0.0050 left, and this may cost $0.01.');
  });

  it('is anybody more once the money is spent, to the cent, by a thousand calls at once', async () => {
    const clock = createVirtualClock();
    const budget = createMemoryBudget({ clock: clock.now, limits: { day: 5_000_000, month: 6_000_000 } });
    const { provider, calls } = createFarEnd({ name: 'one', clock });
    const router = createRouter({ providers: [provider], budget, clock });
    const all = await clock.until(Promise.allSettled(Array.from({ length: 1000 }, () => router.generateImage(scene))));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(500);
    expect(calls).toHaveLength(500);
    expect(await budget.read('default')).toMatchObject([{ spent: 5_000_000, reserved: 0 }, { spent: 5_000_000, reserved: 0 }]);
  });

  it('is one that does not tell what it can do', async () => {
    const clock = createVirtualClock();
    const mute = createFarEnd({ name: 'mute', clock }).provider;
    const broken: Provider = { ...mute, abilities: () => Promise.reject(new ForecourtError('MODEL_NOT_INSTALLED', 'There is no model.')) };
    const router = createRouter({ providers: [broken, createFarEnd({ name: 'two', clock }).provider], clock });
    const { route } = await clock.until(router.generateImage(scene));
    expect(inShort(route.attempts)).toEqual(['mute skipped MODEL_NOT_INSTALLED', 'two done']);
    const alone = createRouter({ providers: [broken], clock });
    expect(await caught(clock.until(alone.generateImage(scene)))).toMatchObject({ code: 'MODEL_NOT_INSTALLED' });
  });

  it('is anybody, for a request that is wrong in itself', async () => {
    const { router, farEnds } = setUp([{ name: 'one' }]);
    await expect(router.generateImage({ prompt: '' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(farEnds[0]?.calls).toEqual([]);
  });
});

describe('time', () => {
  it('is shared: one that takes half of it is passed over', async () => {
    const { clock, router, farEnds } = setUp([{ name: 'slow', script: [{ kind: 'stuck', charges: true, tells: true }] }, { name: 'two' }], {
      deadlineMs: 10_000,
    });
    const startedAt = clock.now();
    const { route } = await clock.until(router.generateImage(scene));
    expect(inShort(route.attempts)).toEqual(['slow failed DEADLINE_EXCEEDED', 'two done']);
    expect(clock.now() - startedAt).toBe(5010);
    expect(farEnds[0]?.calls[0]?.sawAbort).toBe(true);
  });

  it('ends the call at its deadline and at the caller’s word, and the provider hears of it', async () => {
    const stuck: Step = { kind: 'stuck', charges: true, tells: false };
    const late = setUp([{ name: 'one', script: [stuck] }], { deadlineMs: 3000 });
    const error = await caught(late.clock.until(late.router.generateImage(scene)));
    expect(error).toMatchObject({ code: 'DEADLINE_EXCEEDED', details: { costUsd: 0.01 } });
    expect(late.farEnds[0]?.calls[0]?.sawAbort).toBe(true);

    const cancelled = setUp([{ name: 'one', script: [stuck] }, { name: 'two' }]);
    const controller = new AbortController();
    cancelled.clock.after(50, () => controller.abort());
    const aborted = await caught(cancelled.clock.until(cancelled.router.generateImage(scene, { signal: controller.signal })));
    expect(aborted.code).toBe('ABORTED');
    expect(inShort(attemptsOf(aborted))).toEqual(['one cancelled ABORTED']);
    expect(cancelled.farEnds[1]?.calls).toEqual([]);
    expect(cancelled.ledger.entries).toMatchObject([{ outcome: 'cancelled', cost: 10_000 }]);
  });

  it('does not wait for a provider that is deaf', async () => {
    const { clock, router } = setUp([{ name: 'deaf', script: [{ kind: 'stuck', charges: true, tells: false, isDeaf: true }] }], {
      graceMs: 100,
    });
    const controller = new AbortController();
    clock.after(50, () => controller.abort());
    const startedAt = clock.now();
    await caught(clock.until(router.generateImage(scene, { signal: controller.signal })));
    expect(clock.now() - startedAt).toBe(150);
  });

  it('hedges: a second one is asked beside a slow one, the slower is cancelled, and both are booked', async () => {
    const { clock, router, farEnds, ledger } = setUp(
      [{ name: 'slow', script: [{ kind: 'stuck', charges: true, tells: true }] }, { name: 'fast' }, { name: 'third' }],
      { hedge: { afterMs: 200 } },
    );
    const { provider, route } = await clock.until(router.generateImage(scene));
    expect(provider).toBe('fast');
    expect(inShort(route.attempts)).toEqual(['slow cancelled ABORTED', 'fast done']);
    expect(route.attempts.map(({ isHedge }) => isHedge)).toEqual([false, true]);
    expect(route.cost).toBe(20_000);
    expect(farEnds[0]?.calls[0]?.sawAbort).toBe(true);
    expect(farEnds[2]?.calls).toEqual([]);
    expect(ledger.entries).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it('hedges by what calls took lately', async () => {
    const quick = Array.from({ length: 10 }, (): Step => ({ kind: 'done', ms: 40 }));
    const { clock, router } = setUp([{ name: 'one', script: [...quick, { kind: 'done', ms: 9000 }] }, { name: 'two' }], {
      hedge: { percentile: 0.9, leastMs: 10 },
    });
    for (const _ of quick) await clock.until(router.generateImage(scene));
    const startedAt = clock.now();
    expect(await clock.until(router.generateImage(scene))).toMatchObject({ provider: 'two' });
    expect(clock.now() - startedAt).toBe(50);
  });
});

describe('what a provider had accepted', () => {
  it('is asked for again when sight of it was lost, in place of paying somebody else', async () => {
    const clock = createVirtualClock();
    const { provider } = createFarEnd({ name: 'keeper', clock });
    const keeper: Provider = {
      ...provider,
      async generateImage(_request, context) {
        context?.onAccepted?.({ providerJobId: 'job-1' });
        throw new ForecourtError('PROVIDER_UNAVAILABLE', 'The connection broke.');
      },
      resume: async (_id, request) => {
        if (!provider.generateImage) throw new ForecourtError('NOT_FOUND', 'There is nothing.');
        return await provider.generateImage(request);
      },
    };
    const other = createFarEnd({ name: 'other', clock });
    const ledger = createMemoryLedger();
    const router = createRouter({ providers: [keeper, other.provider], ledger, clock });
    const accepted: string[] = [];
    const { route } = await clock.until(router.generateImage(scene, { onAccepted: ({ providerJobId }) => accepted.push(providerJobId) }));
    expect(inShort(route.attempts)).toEqual(['keeper done']);
    expect(accepted).toEqual(['keeper:job-1']);
    expect(other.calls).toEqual([]);

    const resumed = await clock.until(router.resume('keeper:job-1', scene));
    expect(resumed).toMatchObject({ provider: 'keeper', route: { cost: 10_000 } });
    expect(ledger.entries).toHaveLength(2);
    await expect(router.resume('nobody:job-1', scene)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

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

describe('a router as a provider', () => {
  it('stands behind another router, and what its failures cost is booked there', async () => {
    const inner = setUp([{ name: 'one', script: [fails('PROVIDER_STUCK', { charges: true })] }], { name: 'inner' });
    const { clock } = inner;
    const two = createFarEnd({ name: 'two', clock });
    const outer = createRouter({ providers: [inner.router, two.provider], clock });
    const { route } = await clock.until(outer.generateImage(scene));
    expect(inShort(route.attempts)).toEqual(['inner failed PROVIDER_STUCK', 'two done']);
    expect(route.cost).toBe(20_000);
  });

  it('tells its abilities and its health, plans without spending, and fails what is under way when it is closed', async () => {
    const { clock, router, farEnds, ledger } = setUp(
      [
        { name: 'dear', offer: { price: { per: 'call', usd: 0.5 } }, script: [{ kind: 'stuck', charges: true, tells: false }] },
        { name: 'cheap' },
        { name: 'seedless', offer: { parameters: [] } },
      ],
      { choose: 'price' },
    );
    expect((await router.abilities()).offers).toHaveLength(3);
    expect(await router.health()).toMatchObject({ state: 'ready' });
    const plans = await router.plan({ operation: 'generateImage', prompt: 'a car', seed: 1 });
    expect(plans.map(({ provider, place, problem }) => [provider, place, problem?.code])).toEqual([
      ['cheap', 0, undefined],
      ['dear', 1, undefined],
      ['seedless', null, 'PARAMETER_UNSUPPORTED'],
    ]);
    expect(farEnds.flatMap(({ calls }) => calls)).toEqual([]);
    const running = caught(router.generateImage(scene, { providers: ['dear'] }));
    await router.abilities();
    await clock.until(router.close());
    expect(await running).toMatchObject({ code: 'ENGINE_CLOSED' });
    expect(ledger.entries).toMatchObject([{ outcome: 'cancelled', cost: 500_000 }]);
    await expect(router.generateImage(scene)).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
  });

  it('says which option is wrong, and refuses two providers of one name', () => {
    const { provider } = createFarEnd({ name: 'one', clock: createVirtualClock() });
    expect(() => createRouter({ providers: [provider], ...{ choice: 'price' } })).toThrow(/choice/);
    expect(() => createRouter({ providers: [provider, provider] })).toThrow('Two providers of a router are called one.');
  });

  it('loses no result because a ledger is broken, and says so', async () => {
    const trouble: string[] = [];
    const { clock, router } = setUp([{ name: 'one' }], {
      ledger: { write: () => Promise.reject(new ForecourtError('DATABASE_UNAVAILABLE', 'The ledger is away.')) },
      onTrouble: ({ message }) => trouble.push(message),
    });
    expect(await clock.until(router.generateImage(scene))).toMatchObject({ provider: 'one' });
    expect(trouble).toEqual(['The ledger is away.']);
  });
});
