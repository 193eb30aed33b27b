import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import type { Provider } from '../providers/index.ts';
import { attemptsOf, createMemoryLedger, createRouter } from './index.ts';
import { createFarEnd, type Step } from './testing/far-end.ts';
import { caught, inShort, scene, setUp } from './testing/set-up.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

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
