import { ForecourtError } from '@forecourt/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentHealth, RoadStatus } from '../../contract/index.ts';
import { createHost } from '../../remote/create-host.ts';
import type { Host } from '../../remote/host.ts';
import { createSimulatedAgent, simulatedHealth, simulatedSigner } from '../../remote/testing/simulated-agent.ts';
import { createVirtualClock, type VirtualClock } from '../../router/testing/virtual-clock.ts';
import { createWorkforce } from './anywhere.ts';
import { chooseHost, expectedMs } from './choose-host.ts';
import { createRemoteProvider } from './provider.ts';

interface Sketch {
  readonly slots: number;
  readonly busy: number;
  readonly waiting: number;
  readonly medianMs: number | null;
  readonly isDraining: boolean;
  readonly isUsed: boolean;
  readonly underWay: number;
}

const road: Omit<RoadStatus, 'isUsed'> = {
  ...{ kind: 'direct', address: null, state: 'up', latencyMs: 1, lossShare: 0, lastSuccessAt: null },
  ...{ problem: null, nextTryAt: null, tailscale: null, fingerprint: null },
};

function workerOf({ slots, busy, waiting, medianMs, isDraining, isUsed, underWay }: Sketch) {
  const { capacity, ...rest } = simulatedHealth;
  const lastHealth: AgentHealth = { ...rest, isDraining, capacity: { ...capacity, slots, busy, waiting }, measured: { jobs: 9, medianMs } };
  return { host: { lastHealth, roads: () => [{ ...road, isUsed }] }, underWay, isWilling: isUsed && !isDraining };
}

const idle: Sketch = { slots: 1, busy: 0, waiting: 0, medianMs: 1000, isDraining: false, isUsed: true, underWay: 0 };

describe('the choice of a host', () => {
  it('takes one that is through first, and never one that is drained or away', () => {
    const sketches = fc.record<Sketch>({
      ...{ slots: fc.integer({ min: 1, max: 8 }), busy: fc.nat({ max: 8 }), waiting: fc.nat({ max: 20 }), underWay: fc.nat({ max: 20 }) },
      ...{ medianMs: fc.option(fc.integer({ min: 1, max: 60_000 })), isDraining: fc.boolean(), isUsed: fc.boolean() },
    });
    const check = (all: Sketch[]) => {
      const workers = all.map(workerOf);
      const chosen = chooseHost(workers);
      const willing = workers.filter(({ isWilling }) => isWilling);
      if (!chosen) return willing.length === 0;
      const measured = willing.flatMap(({ host }) => host.lastHealth.measured.medianMs ?? []);
      const usualMs = measured.length > 0 ? Math.min(...measured) : 4000;
      return chosen.isWilling && willing.every((other) => expectedMs(chosen, usualMs) <= expectedMs(other, usualMs));
    };
    fc.assert(fc.property(fc.array(sketches, { maxLength: 6 }), check), { numRuns: 1000 });
  });

  it('shares photos by speed and slots', () => {
    const sketches = [idle, { ...idle, medianMs: 500 }, { ...idle, slots: 4 }];
    const underWay = [0, 0, 0];
    for (let photo = 0; photo < 70; photo++) {
      const workers = sketches.map((sketch, index) => ({ ...workerOf({ ...sketch, underWay: underWay[index] ?? 0 }), index }));
      const chosen = chooseHost(workers);
      if (chosen) underWay[chosen.index] = (underWay[chosen.index] ?? 0) + 1;
    }
    expect(underWay).toEqual([10, 20, 40]);
  });
});

describe('several hosts', () => {
  const key = 'a-job-of-many';
  function office(clock: VirtualClock, number: number) {
    const id = `01980a3e-7c1f-7000-8000-00000000000${number}`;
    const agent = createSimulatedAgent(clock, id);
    const host = createHost({
      id,
      name: `office ${number}`,
      roads: [agent.road('direct')],
      signer: simulatedSigner,
      clock,
      random: () => 0.5,
    });
    return { agent, host };
  }

  it('get what another had when it dies, and not before that one has surely ended it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 50_000 }), fc.constantFrom('refuses' as const, 'swallows' as const), async (at, mood) => {
        const clock = createVirtualClock(0);
        const pass = (ms: number) => clock.until(new Promise<void>((resolve) => clock.after(ms, resolve)));
        const [one, other] = [office(clock, 1), office(clock, 2)];
        await pass(100);
        const workforce = createWorkforce([one.host, other.host]);
        const signal = new AbortController().signal;
        const ended = workforce.perform(signal, (host) => host.run({ operation: 'removeBackground', inputs: [] }, { key }));
        ended.catch(() => undefined);
        await pass(at);
        one.agent.moods.direct = mood;
        while (!other.agent.jobs.has(key)) await pass(1000);
        const wasEnded = one.agent.jobs.get(key)?.state !== 'running';
        other.agent.finish(key);
        const job = await clock.until(ended);
        await Promise.all([one.host.close(), other.host.close()]);
        expect({ wasEnded, state: job.state }).toEqual({ wasEnded: true, state: 'done' });
      }),
      { numRuns: 30 },
    );
  });

  it('get work after one that failed at it, however free that one looks', async () => {
    const clock = createVirtualClock(0);
    const pass = (ms: number) => clock.until(new Promise<void>((resolve) => clock.after(ms, resolve)));
    const [one, other] = [office(clock, 1), office(clock, 2)];
    await pass(100);
    const workforce = createWorkforce([one.host, other.host], clock);
    const signal = new AbortController().signal;
    const asked: string[] = [];
    const perform = () =>
      workforce.perform(signal, async (host) => {
        asked.push(host.name);
        if (host === one.host) throw new ForecourtError('DISK_FULL', 'There is no room.');
      });
    for (let photo = 0; photo < 3; photo++) await perform();
    await pass(1100);
    await perform();
    await perform();
    await pass(1100);
    await perform();
    expect(asked.map((name) => name.at(-1)).join('')).toBe('12' + '2' + '2' + '12' + '2' + '2');
    await Promise.all([one.host.close(), other.host.close()]);
  });

  it('that have nothing to cut with are sent nothing, and make those that have no worse', async () => {
    const clock = createVirtualClock(0);
    const [one, other] = [office(clock, 1), office(clock, 2)];
    const bare = { ...simulatedHealth, operations: [] };
    const scripts: Host = { ...other.host, lastHealth: bare, health: async () => bare };
    const signal = new AbortController().signal;
    const stateOf = async (...hosts: Host[]) => {
      await using provider = createRemoteProvider({ hosts });
      return await clock.until(provider.health());
    };
    expect(await stateOf(one.host, scripts)).toMatchObject({ state: 'ready', message: 'office 1: ready.' });
    expect(await stateOf(scripts)).toMatchObject({ state: 'unavailable', message: 'office 2 has nothing to cut with.' });
    const roads = () => [{ ...road, isUsed: true }];
    const refused = createWorkforce([{ ...scripts, roads }], clock).perform(signal, async ({ name }) => name);
    await expect(refused).rejects.toMatchObject({ code: 'HOSTS_AWAY', message: 'No host takes work: office 2 has nothing to cut with.' });
    expect(await createWorkforce([one.host, scripts], clock).perform(signal, async ({ name }) => name)).toBe('office 1');
    await Promise.all([one.host.close(), other.host.close()]);
  });

  it('that are away are asked now and then whether they are back, and by themselves say so at once', async () => {
    const clock = createVirtualClock(0);
    const pass = (ms: number) => clock.until(new Promise<void>((resolve) => clock.after(ms, resolve)));
    const only = office(clock, 1);
    only.agent.moods.direct = 'refuses';
    await pass(100);
    let asked = 0;
    const host = {
      ...only.host,
      health: (options: Parameters<typeof only.host.health>[0]) => {
        asked++;
        return only.host.health(options);
      },
      get lastHealth() {
        return only.host.lastHealth;
      },
    };
    const workforce = createWorkforce([host], clock);
    const signal = new AbortController().signal;
    const perform = () =>
      clock.until(workforce.perform(signal, async () => 'done').catch((error: unknown) => ForecourtError.from(error).code));
    for (let photo = 0; photo < 10; photo++) expect(await perform()).toBe('HOSTS_AWAY');
    expect(asked).toBe(1);
    only.agent.moods.direct = 'carries';
    while (!host.roads().some(({ isUsed }) => isUsed)) await pass(100);
    expect(await perform()).toBe('done');
    expect(
      await clock.until(
        createWorkforce([], clock)
          .perform(signal, async () => 'done')
          .catch((error: unknown) => error),
      ),
    ).toMatchObject({
      code: 'HOST_UNREACHABLE',
    });
    await only.host.close();
  });

  it('are not asked for what somebody else has taken over', async () => {
    const clock = createVirtualClock(0);
    const pass = (ms: number) => clock.until(new Promise<void>((resolve) => clock.after(ms, resolve)));
    const [one, other] = [office(clock, 1), office(clock, 2)];
    await pass(100);
    const workforce = createWorkforce([one.host, other.host]);
    const ended = workforce.perform(new AbortController().signal, (host) =>
      host.run({ operation: 'removeBackground', inputs: [] }, { key }),
    );
    ended.catch(() => undefined);
    await pass(1000);
    one.agent.takeOver(key);
    await expect(clock.until(ended)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(other.agent.jobs.size).toBe(0);
  });
});
