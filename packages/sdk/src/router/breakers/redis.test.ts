import { randomUUID } from 'node:crypto';
import { redis } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedisPlace, type RedisPlace } from '../testing/place.ts';
import { startColleagues } from '../testing/processes.ts';
import { untilInRealTime } from '../testing/time.ts';
import { createRedisBreakers } from './redis.ts';
import { breakersConformance, fail, target } from './testing/conformance.ts';

/** Where no outage is meant, a busy machine is none. */
const patienceMs = 20_000;

describe.skipIf(!redis.canStart)(`on Redis${redis.note}`, () => {
  let place: RedisPlace;
  beforeAll(async () => {
    place = await openRedisPlace();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  breakersConformance({
    name: 'Redis',
    open(policy) {
      const options = { ...policy, prefix: randomUUID(), patienceMs };
      return {
        one: createRedisBreakers({ ...options, redis: place.connect() }),
        other: createRedisBreakers({ ...options, redis: place.connect() }),
      };
    },
    until: untilInRealTime,
    now: Date.now,
  });

  it('three processes agree at the next call after the one that opened it', async () => {
    const colleagues = await startColleagues(3, place.server.url);
    await using stack = new AsyncDisposableStack();
    for (const colleague of colleagues) stack.use(colleague);
    const [one, two, three] = colleagues;
    const answers = () => Promise.all(colleagues.map((colleague) => colleague.tell('admit')));
    expect(await answers()).toEqual(['admitted', 'admitted', 'admitted']);
    await one?.tell('fail');
    expect(await three?.tell('admit')).toBe('admitted');
    await two?.tell('fail');
    expect(await answers()).toEqual(['refused', 'refused', 'refused']);
  });

  it('a clock that is off by an hour changes nothing', async () => {
    const options = { prefix: randomUUID(), failures: 1, coolDownMs: 30, patienceMs };
    const hourMs = 3_600_000;
    const fast = createRedisBreakers({ ...options, redis: place.connect(), clock: () => Date.now() + hourMs });
    const slow = createRedisBreakers({
      ...options,
      redis: place.connect(),
      clock: () => Date.now() - hourMs,
      jitter: 0,
      probeLeaseMs: 50_000,
    });
    await fail(slow, 1);
    await untilInRealTime(async () => (await fast.read(target)).state === 'half-open');
    expect(await slow.admit(target)).toMatchObject({ isProbe: true });
    const refused = await fast.admit(target);
    expect('until' in refused && refused.until - Date.now() - hourMs).toBeLessThanOrEqual(50_000);
    expect('until' in refused && refused.until - Date.now() - hourMs).toBeGreaterThan(0);
  });

  it('a target that nobody asks for leaves nothing behind but for a while', async () => {
    const client = place.connect();
    const prefix = randomUUID();
    const breakers = createRedisBreakers({ redis: client, prefix, patienceMs });
    await fail(breakers, 1);
    for (let call = 0; call < 3; call++) await breakers.admit(target);
    const keys = await client.keys(`*${prefix}*`);
    expect(keys).toHaveLength(1);
    for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(60_000);
  });

  it('memory takes over while Redis is away, which is said once, and nobody waits for it', async () => {
    await using own = await openRedisPlace();
    const said: string[] = [];
    const breakers = createRedisBreakers({ redis: own.connect(), failures: 2, coolDownMs: 60_000, warn: (message) => said.push(message) });
    await breakers.switchOff({ ...target, operation: 'editImage' });
    const early = await breakers.admit(target);
    await breakers.admit({ ...target, operation: 'editImage' });
    await own.server.stop();
    if ('report' in early) await early.report({ kind: 'failure', code: 'PROVIDER_STUCK' });
    await fail(breakers, 1);
    expect(await breakers.admit(target)).toEqual({ until: expect.any(Number) });
    expect(await breakers.read(target)).toMatchObject({ state: 'open' });
    expect(await breakers.admit({ ...target, operation: 'editImage' })).toEqual({ until: Number.POSITIVE_INFINITY });
    await expect(breakers.reset(target)).rejects.toMatchObject({ code: 'SHARED_STATE_UNAVAILABLE' });
    expect(said).toEqual([expect.stringContaining('Redis does not answer')]);
    await own.server.restart();
    await untilInRealTime(async () => (await breakers.read(target)).state === 'closed');
    expect(said).toEqual([expect.any(String), expect.stringContaining('answers again')]);
  });

  it('a Redis that hangs keeps a call waiting once, and no longer than was said', async () => {
    await using own = await openRedisPlace();
    const said: string[] = [];
    const breakers = createRedisBreakers({ redis: own.connect(), patienceMs: 50, failures: 1, warn: (message) => said.push(message) });
    await breakers.admit(target);
    process.kill(own.server.pid, 'SIGSTOP');
    try {
      await fail(breakers, 1);
      expect(await breakers.admit(target)).toEqual({ until: expect.any(Number) });
    } finally {
      process.kill(own.server.pid, 'SIGCONT');
    }
    expect(said).toEqual([expect.stringContaining('not within 50 ms')]);
  });
});
