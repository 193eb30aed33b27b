import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import type { RoadKind } from '../../contract/index.ts';
import { createVirtualClock, type VirtualClock } from '../../router/testing/virtual-clock.ts';
import type { Road } from '../roads/road.ts';
import { createRoadPool, type RoadPool } from './pool.ts';

const refused = new ForecourtError('ROAD_DOWN', 'Nobody answers.', { details: { stage: 'connect' } });

interface Far {
  readonly clock: VirtualClock;
  readonly pool: RoadPool;
  /** How each road is: it answers, refuses, or swallows everything. */
  readonly roads: Record<RoadKind, 'alive' | 'refused' | 'swallowed'>;
  readonly probes: { readonly kind: RoadKind; readonly at: number }[];
  pass(ms: number): Promise<void>;
}

function far(roads: Far['roads'], random = () => 0.5): Far {
  const clock = createVirtualClock(0);
  const probes: Far['probes'] = [];
  const pool = createRoadPool({
    roads: (['relay', 'ssh', 'direct'] as const).map((kind): Road => {
      const close = async () => undefined;
      const request = () => Promise.reject(refused);
      return { kind, address: kind === 'relay' ? null : `${kind}.example`, request, close, [Symbol.asyncDispose]: close };
    }),
    probe({ kind }, signal) {
      probes.push({ kind, at: clock.now() });
      if (roads[kind] === 'alive') return new Promise((resolve) => clock.after(5, resolve));
      if (roads[kind] === 'refused') return Promise.reject(refused);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(refused)));
    },
    clock,
    random,
    name: 'office',
  });
  const pass = (ms: number) => clock.until(new Promise<void>((resolve) => clock.after(ms, resolve)));
  return { clock, pool, roads, probes, pass };
}

const all = { direct: 'alive', ssh: 'alive', relay: 'alive' } as const;

describe('the roads to a host', () => {
  it('takes the best of those that answer', async () => {
    const { clock, pool, pass } = far({ ...all, direct: 'refused' });
    await clock.until(pool.take());
    await pass(100);
    expect((await pool.take()).kind).toBe('ssh');
    expect(pool.status().map(({ kind, state, isUsed }) => ({ kind, state, isUsed }))).toEqual([
      { kind: 'ssh', state: 'up', isUsed: true },
      { kind: 'relay', state: 'up', isUsed: false },
      { kind: 'direct', state: 'down', isUsed: false },
    ]);
  });

  it('leaves a road at its first failed request, and does not come back before two good probes and half a minute', async () => {
    const { clock, pool, pass } = far({ ...all });
    await clock.until(pool.take());
    await pass(100);
    const first = await pool.take();
    expect(first.kind).toBe('direct');
    pool.failed(first, refused);
    expect((await pool.take()).kind).toBe('ssh');
    expect(pool.status().find(({ kind }) => kind === 'direct')).toMatchObject({
      state: 'down',
      problem: { code: 'ROAD_DOWN', message: 'Nobody answers.' },
      nextTryAt: new Date(clock.now() + 500).toISOString(),
    });
    await pass(2000);
    expect(pool.status().find(({ kind }) => kind === 'direct')).toMatchObject({ state: 'up', problem: null });
    expect((await pool.take()).kind).toBe('ssh');
    await pass(40_000);
    expect((await pool.take()).kind).toBe('direct');
  });

  it('hears of one death once, however many requests die of it', async () => {
    const { clock, pool, pass } = far({ ...all });
    await clock.until(pool.take());
    await pass(100);
    const [one, other] = [await pool.take(), await pool.take()];
    pool.failed(one, refused);
    await pass(3000);
    expect(pool.status().find(({ kind }) => kind === 'direct')?.state).toBe('up');
    pool.failed(other, refused);
    expect(pool.status().find(({ kind }) => kind === 'direct')?.state).toBe('up');
  });

  it('notices within 15 s that a host swallows everything, and ends what waits for it', async () => {
    const { clock, pool, roads, pass } = far({ ...all });
    await clock.until(pool.take());
    await pass(10_050);
    const { fallen } = await pool.take();
    Object.assign(roads, { direct: 'swallowed', ssh: 'swallowed', relay: 'swallowed' });
    await pass(14_900);
    expect(pool.isReachable).toBe(false);
    expect(fallen.aborted).toBe(true);
  });

  it('says why no road works, after trying each once more', async () => {
    const { clock, pool, roads, probes, pass } = far({ direct: 'refused', ssh: 'refused', relay: 'refused' });
    await pass(100);
    const before = probes.length;
    await expect(clock.until(pool.take())).rejects.toMatchObject({
      code: 'HOST_UNREACHABLE',
      message: expect.stringContaining('direct: Nobody answers'),
      details: { roads: expect.arrayContaining([expect.objectContaining({ road: 'relay', code: 'ROAD_DOWN', stage: 'connect' })]) },
    });
    expect(probes.length).toBe(before + 3);
    roads.relay = 'alive';
    expect((await clock.until(pool.take())).kind).toBe('relay');
  });

  it('tries a dead host ever less often, each time at a random moment', async () => {
    const { probes, pass } = far({ direct: 'swallowed', ssh: 'refused', relay: 'refused' }, () => 1);
    await pass(120_000);
    const times = probes.filter(({ kind }) => kind === 'ssh').map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(gaps.slice(0, 6)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000]);
    const other = far({ direct: 'refused', ssh: 'refused', relay: 'refused' }, () => 0.25);
    await other.pass(4000);
    expect(other.probes.filter(({ kind }) => kind === 'ssh').map(({ at }) => at)).toEqual([0, 250, 750, 1750, 3750]);
  });

  it('wakes whoever waits as soon as a road is there, and ends with its caller', async () => {
    const { clock, pool, roads, pass } = far({ direct: 'refused', ssh: 'refused', relay: 'refused' });
    await pass(100);
    const controller = new AbortController();
    const waiting = pool.whenReachable(600_000);
    const given = pool.whenReachable(600_000, controller.signal).catch((error: unknown) => error);
    controller.abort();
    expect(await given).toMatchObject({ code: 'ABORTED' });
    const startedAt = clock.now();
    roads.relay = 'alive';
    await clock.until(waiting);
    expect(clock.now() - startedAt).toBeLessThan(1000);
    const lost = far({ direct: 'refused', ssh: 'refused', relay: 'refused' });
    await lost.clock.until(lost.pool.whenReachable(5000));
    expect(lost.clock.now()).toBe(5000);
  });

  it('leaves no timer behind when it is closed', async () => {
    const { clock, pool, pass } = far({ ...all, direct: 'swallowed' });
    await pass(100);
    pool.close();
    await pass(1);
    expect(clock.pending).toBe(0);
    await expect(pool.take()).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
