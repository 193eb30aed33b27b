import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostJobEvent, HostJobWish } from '../../contract/index.ts';
import { createVirtualClock } from '../../router/testing/virtual-clock.ts';
import { createHost } from '../create-host.ts';
import { createSimulatedAgent, type RoadMood, simulatedHostId, simulatedSigner } from '../testing/simulated-agent.ts';
import { graceMs } from './overdue.ts';

const wish: HostJobWish = { operation: 'removeBackground', inputs: [] };
const key = 'job-of-this-test';

function office({ random = () => 0.5 }: { random?: () => number } = {}) {
  const clock = createVirtualClock(0);
  const agent = createSimulatedAgent(clock);
  const roads = [agent.road('direct'), agent.road('relay')];
  const host = createHost({ id: simulatedHostId, name: 'office', roads, signer: simulatedSigner, clock, random, busyLastsMs: 30_000 });
  const pass = (ms: number) => clock.until(new Promise<void>((resolve) => clock.after(ms, resolve)));
  const all = (mood: RoadMood) => Object.assign(agent.moods, { direct: mood, relay: mood });
  const state = () => agent.jobs.get(key)?.state;
  /** What came of a run, as soon as there is something. */
  const run = (options: Partial<Parameters<typeof host.run>[1]> = {}) => {
    const outcome: { code?: string; state?: string; at?: number; job?: string | undefined } = {};
    const ended = host.run(wish, { key, ...options }).then(
      (job) => Object.assign(outcome, { state: job.state, at: clock.now() }),
      (error: unknown) =>
        Object.assign(outcome, { code: error instanceof Error && 'code' in error ? error.code : error, at: clock.now(), job: state() }),
    );
    return { outcome, ended };
  };
  return { clock, agent, host, pass, all, state, run };
}

describe('a job whose host is lost', () => {
  it('is given up only after the host has surely ended it, however it was lost', async () => {
    const moods = fc.constantFrom<RoadMood>('refuses', 'swallows', 'loses-answers');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 90_000 }),
        moods,
        moods,
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        async (at, first, then, chance) => {
          const { agent, pass, all, run, host, clock } = office({ random: () => chance });
          const { outcome, ended } = run();
          await pass(at);
          all(first);
          await pass(5000);
          all(then);
          await clock.until(ended);
          await host.close();
          expect(outcome).toMatchObject({ code: 'HOST_UNREACHABLE' });
          expect(outcome.job === undefined || outcome.job === 'cancelled').toBe(true);
          expect(outcome.at).toBeLessThan(at + 5000 + 300_000);
          expect(agent.jobs.get(key)?.attempts ?? 0).toBeLessThanOrEqual(6);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is given up at once when the host never got it', async () => {
    const { clock, all, run, state } = office();
    all('refuses');
    const { outcome, ended } = run();
    await clock.until(ended);
    expect(outcome).toMatchObject({ code: 'HOST_UNREACHABLE', at: 0 });
    expect(state()).toBeUndefined();
  });

  it('goes on when the host comes back in time', async () => {
    const { clock, agent, pass, all, run, state } = office();
    const { outcome, ended } = run();
    await pass(10_000);
    all('swallows');
    await pass(40_000);
    all('carries');
    await pass(60_000);
    expect(state()).toBe('running');
    agent.finish(key);
    await clock.until(ended);
    expect(outcome).toMatchObject({ state: 'done' });
    expect(agent.jobs.get(key)?.attempts).toBe(1);
  });

  it('is begun anew when the host comes back after the lease, and its events go on', async () => {
    const { clock, agent, pass, all, run } = office();
    const events: HostJobEvent[] = [];
    const { outcome, ended } = run({ onEvent: (event) => events.push(event) });
    await pass(1000);
    all('refuses');
    await pass(60_500);
    expect(agent.jobs.get(key)?.state).toBe('cancelled');
    all('carries');
    await pass(31_000);
    expect(agent.jobs.get(key)).toMatchObject({ state: 'running', attempts: 2 });
    agent.finish(key);
    await clock.until(ended);
    expect(outcome).toMatchObject({ state: 'done' });
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });
});

describe('a job that is held', () => {
  it('has its lease renewed for as long as it takes', async () => {
    const { clock, agent, pass, run, state } = office();
    const { ended } = run();
    await pass(600_000);
    expect(state()).toBe('running');
    agent.finish(key);
    await clock.until(ended);
  });

  it('ends for us when its time is long over, whatever the host goes on saying, and is cancelled there', async () => {
    for (const lie of ['running', 'done'] as const) {
      const { clock, agent, pass, host } = office();
      const ended = host.run({ ...wish, timeLimitMs: 5000 }, { key });
      ended.catch(() => undefined); // it is looked at below
      await pass(10);
      agent.claim(key, lie);
      await expect(clock.until(ended)).rejects.toMatchObject({ code: 'HOST_OVERDUE', fault: 'machine', retryable: true });
      await host.close();
      expect(clock.now()).toBeGreaterThanOrEqual(5000 + graceMs);
      expect(clock.now()).toBeLessThan(5000 + graceMs + 10_000);
      expect(agent.jobs.get(key)?.state).toBe('cancelled');
    }
  });

  it('has its time from when the host begins it, and all of it again where the host was started anew', async () => {
    const { clock, agent, pass, run } = office();
    const { outcome, ended } = run();
    await pass(10);
    agent.claim(key, 'waiting');
    await pass(20_000_000);
    agent.claim(key, 'running');
    await pass(600_000);
    agent.claim(key, 'waiting');
    agent.claim(key, 'running');
    await pass(600_000);
    agent.finish(key);
    await clock.until(ended);
    expect(outcome).toMatchObject({ state: 'done' });
  });

  it('is left to whoever took it over', async () => {
    const { clock, agent, pass, run, state } = office();
    const { outcome, ended } = run();
    await pass(5000);
    agent.takeOver(key);
    await clock.until(ended);
    expect(outcome).toMatchObject({ code: 'LEASE_LOST' });
    expect(state()).toBe('running');
  });

  it('waits for a host that has as much as it takes, and not for ever', async () => {
    const { clock, agent, pass, run, host } = office();
    agent.busyUntil = 20_000;
    const { ended } = run();
    await pass(26_000);
    agent.finish(key);
    expect(await clock.until(ended)).toMatchObject({ state: 'done' });
    agent.busyUntil = 1_000_000;
    const startedAt = clock.now();
    await expect(clock.until(host.run(wish, { key: 'another-job' }))).rejects.toMatchObject({ code: 'HOST_BUSY' });
    expect(clock.now() - startedAt).toBeGreaterThan(20_000);
    expect(clock.now() - startedAt).toBeLessThanOrEqual(30_000);
  });

  it('is cancelled on the host too, where that can be reached', async () => {
    const { clock, pass, run, state } = office();
    const given = new AbortController();
    const { outcome, ended } = run({ signal: given.signal });
    await pass(5000);
    given.abort();
    await clock.until(ended);
    expect(outcome).toMatchObject({ code: 'ABORTED' });
    expect(state()).toBe('cancelled');
  });

  it('tells every event once and in order, wherever the stream of them breaks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 4 }), { maxLength: 12 }), fc.integer({ min: 1, max: 12 }), async (cuts, count) => {
        const { clock, agent, pass, run, host } = office();
        const left = [...cuts];
        agent.cutAfter = () => left.shift() ?? Number.POSITIVE_INFINITY;
        const events: number[] = [];
        const { outcome, ended } = run({ onEvent: ({ sequence }) => events.push(sequence) });
        await pass(100);
        for (let line = 1; line <= count; line++) agent.log(key, `line ${line}`);
        agent.finish(key);
        await clock.until(ended);
        await host.close();
        expect(outcome).toMatchObject({ state: 'done' });
        expect(events).toEqual(Array.from({ length: count + 2 }, (_, index) => index + 1));
      }),
      { numRuns: 100 },
    );
  });
});
