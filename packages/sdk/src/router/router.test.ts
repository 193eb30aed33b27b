import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import type { Provider } from '../providers/index.ts';
import { attemptsOf, createMemoryBudget, createRouter } from './index.ts';
import { createFarEnd, offerOf } from './testing/far-end.ts';
import { caught, fails, inShort, scene, setUp } from './testing/set-up.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

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
    expect(await budget.read('default')).toMatchObject([
      { spent: 5_000_000, reserved: 0 },
      { spent: 5_000_000, reserved: 0 },
    ]);
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
