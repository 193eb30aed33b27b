import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import { createRouter } from './index.ts';
import { createFarEnd } from './testing/far-end.ts';
import { caught, fails, inShort, scene, setUp } from './testing/set-up.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

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
