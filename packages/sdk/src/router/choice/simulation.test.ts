import { describe, expect, it } from 'vitest';
import { createRouter, type RouterOptions } from '../index.ts';
import { createFarEnd, type Step } from '../testing/far-end.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';

/** A small generator of chance with a seed (mulberry32), so that a simulation is the same each time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Service {
  readonly cents: number;
  /** What its calls truly take, on average. */
  readonly ms: number;
  readonly declaredMs?: number;
  /** How good its pictures truly are, on average, 0 to 100. */
  readonly score: number;
}

/** Makes calls to services whose truth is known, and counts whom they went to. */
async function simulate(services: Readonly<Record<string, Service>>, choose: RouterOptions['choose'], calls = 400) {
  const clock = createVirtualClock();
  const random = createRandom(7);
  const farEnds = Object.entries(services).map(([name, { cents, ms, declaredMs = ms }]) => {
    const script = Array.from({ length: calls }, (): Step => ({ kind: 'done', ms: ms * (0.5 + random()) }));
    return createFarEnd({ name, clock, script, offer: { price: { per: 'call', usd: cents / 100 }, expectedMs: declaredMs } });
  });
  const router = createRouter({ providers: farEnds.map(({ provider }) => provider), choose, clock, random });
  let totalMs = 0;
  for (let call = 0; call < calls; call++) {
    const startedAt = clock.now();
    const made = await clock.until(router.generateImage({ prompt: 'a car' }));
    totalMs += clock.now() - startedAt;
    const truth = services[made.provider]?.score ?? 0;
    await router.rate(made, 'generateImage', Math.min(100, Math.max(0, truth + 20 * (random() - 0.5))));
  }
  const share = Object.fromEntries(farEnds.map(({ provider, calls: made }) => [provider.name, made.length / calls]));
  return { share, totalMs, cents: farEnds.reduce((sum, { charged }) => sum + charged, 0) / 10_000, calls };
}

const services = {
  middling: { cents: 2, ms: 400, score: 70 },
  cheap: { cents: 1, ms: 900, score: 60 },
  quick: { cents: 4, ms: 100, score: 50 },
  best: { cents: 6, ms: 1500, score: 95 },
};

describe('a choice among services whose truth is known', () => {
  it('by price pays the least that can be paid', async () => {
    const { cents, calls } = await simulate(services, 'price');
    expect(cents).toBe(calls * 1);
  });

  it('by speed finds the fastest, also where services declare something else than they do', async () => {
    const lying = {
      ...services,
      boaster: { cents: 1, ms: 2000, declaredMs: 10, score: 50 },
      quick: { ...services.quick, declaredMs: 350 },
    };
    const { share, totalMs, calls } = await simulate(lying, 'speed');
    expect(share.quick).toBeGreaterThan(0.97);
    // The best that can be is 100 ms a call; a few calls are what learning costs.
    expect(totalMs / calls).toBeLessThan(115);
  });

  it('by quality tries everybody, and then stays with the best', async () => {
    const { share } = await simulate(services, 'quality');
    expect(share.best).toBeGreaterThan(0.9);
    for (const name of ['middling', 'cheap', 'quick']) expect(share[name]).toBeGreaterThan(0);
  });

  it('by weights gives each its share', async () => {
    const { share } = await simulate(services, { weights: { middling: 6, cheap: 3, quick: 1, best: 0 } }, 2000);
    expect(share.middling).toBeCloseTo(0.6, 1);
    expect(share.cheap).toBeCloseTo(0.3, 1);
    expect(share.quick).toBeCloseTo(0.1, 1);
    expect(share.best).toBe(0);
  });

  it('by a rule of one’s own does what that says', async () => {
    const dearest: RouterOptions['choose'] = (candidates) => candidates.toSorted((one, other) => other.estimate.most - one.estimate.most);
    expect((await simulate(services, dearest, 20)).share.best).toBe(1);
  });

  it('goes back to one that was slow once, after a while', async () => {
    const clock = createVirtualClock();
    const one = createFarEnd({ name: 'one', clock, offer: { expectedMs: 100 }, script: [{ kind: 'done', ms: 5000 }] });
    const two = createFarEnd({
      name: 'two',
      clock,
      offer: { expectedMs: 300 },
      script: Array.from({ length: 99 }, () => ({ kind: 'done', ms: 300 })),
    });
    const router = createRouter({ providers: [one.provider, two.provider], choose: 'speed', clock });
    const made: string[] = [];
    for (let minute = 0; minute < 60; minute++) {
      made.push((await clock.until(router.generateImage({ prompt: 'a car' }))).provider);
      await clock.until(new Promise<void>((resolve) => clock.after(60_000, resolve)));
    }
    expect(made.slice(0, 3)).toEqual(['one', 'two', 'two']);
    expect(made.at(-1)).toBe('one');
  });
});
