import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { RoadKind } from '../../contract/index.ts';
import { createVirtualClock } from '../../router/testing/virtual-clock.ts';
import { createHost } from '../create-host.ts';
import { createSimulatedAgent, simulatedHostId, simulatedSigner } from '../testing/simulated-agent.ts';

function office() {
  const clock = createVirtualClock(0);
  const agent = createSimulatedAgent(clock);
  /** So much later answers come over a road. */
  const delaysMs: Record<RoadKind, number> = { direct: 0, ssh: 0, relay: 0 };
  const roads = (['direct', 'relay'] as const).map((kind) => {
    const road = agent.road(kind);
    return {
      ...road,
      async request(...given: Parameters<typeof road.request>) {
        if (delaysMs[kind] > 0) await new Promise<void>((resolve) => clock.after(delaysMs[kind], resolve));
        return await road.request(...given);
      },
    };
  });
  const host = createHost({ id: simulatedHostId, name: 'office', roads, signer: simulatedSigner, clock, random: () => 0.5 });
  const pass = (ms: number) => clock.until(new Promise<void>((resolve) => clock.after(ms, resolve)));
  const used = () => host.roads().find(({ isUsed }) => isUsed)?.kind;
  return { clock, agent, delaysMs, host, pass, used };
}

describe('a road that drops everything without a word', () => {
  it('is left within a second of the first request that gets no answer, with all that waits on it', async () => {
    const { clock, agent, host, pass, used } = office();
    await pass(3000);
    expect(used()).toBe('direct');
    agent.moods.direct = 'swallows';
    const startedAt = clock.now();
    const asked = Promise.all([host.health(), host.health(), host.health()]);
    await clock.until(asked);
    expect(clock.now() - startedAt).toBeLessThan(1000);
    expect(used()).toBe('relay');
    expect(host.roads().find(({ kind }) => kind === 'direct')).toMatchObject({
      state: 'down',
      problem: { message: 'Nothing comes over the road direct any more, while another one to the same host works.' },
    });
    await host.close();
    expect(clock.pending).toBe(0);
  });

  it('is noticed by its silence within 5 s where it is the only one that is up', async () => {
    const { clock, agent, host, pass } = office();
    agent.moods.relay = 'refuses';
    await pass(3000);
    agent.moods.direct = 'swallows';
    const startedAt = clock.now();
    const asked = host.health().catch((error: unknown) => error);
    while (host.roads().some(({ state }) => state === 'up')) await pass(50);
    expect(clock.now() - startedAt).toBeLessThanOrEqual(5000);
    agent.moods.direct = 'refuses';
    expect(await clock.until(asked)).toMatchObject({ code: 'HOST_UNREACHABLE' });
    await host.close();
  });
});

describe('a host that is slow', () => {
  it('is waited for on the road that it is on: no other road is faster', async () => {
    const { clock, delaysMs, host, pass, used } = office();
    await pass(3000);
    Object.assign(delaysMs, { direct: 1900, relay: 1900 });
    await clock.until(host.health());
    expect(used()).toBe('direct');
    expect(host.roads().map(({ state }) => state)).toEqual(['up', 'up']);
    await host.close();
  });

  it('is waited for where all roads are slow, and one of them a little slower', async () => {
    const { clock, delaysMs, host, pass, used } = office();
    await pass(3000);
    Object.assign(delaysMs, { direct: 2000, relay: 500 });
    await clock.until(host.health());
    expect(used()).toBe('direct');
    await host.close();
  });

  it('is waited for longer where the answers of a road come late, but come', async () => {
    const { clock, delaysMs, host, pass, used } = office();
    await pass(3000);
    delaysMs.direct = 250;
    for (let turn = 0; turn < 20; turn++) await clock.until(host.health());
    await setImmediate();
    expect(used()).toBe('direct');
    await host.close();
  });
});
