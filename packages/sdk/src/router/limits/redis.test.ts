import { randomUUID } from 'node:crypto';
import { redis } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { target as targetOfColleagues } from '../testing/orders.ts';
import { openRedisPlace, type RedisPlace } from '../testing/place.ts';
import { startColleagues } from '../testing/processes.ts';
import { untilInRealTime } from '../testing/time.ts';
import { createRedisLimits } from './redis.ts';
import { limitsConformance, requireSlot, target } from './testing/conformance.ts';

/** Where no outage is meant, a busy machine is none. */
const patienceMs = 20_000;

describe.skipIf(!redis.canStart)(`on Redis${redis.note}`, () => {
  let place: RedisPlace;
  beforeAll(async () => {
    place = await openRedisPlace();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  limitsConformance({
    name: 'Redis',
    open() {
      const prefix = randomUUID();
      const open = () => createRedisLimits({ redis: place.connect(), prefix, patienceMs });
      return { one: open(), other: open() };
    },
    now: Date.now,
  });

  it('a process that died gives its places back, and one that lives keeps its own', async () => {
    const colleagues = await startColleagues(1, place.server.url);
    await using stack = new AsyncDisposableStack();
    for (const colleague of colleagues) stack.use(colleague);
    const limits = createRedisLimits({ redis: place.connect(), leaseMs: 600, patienceMs });
    const own = requireSlot(await limits.take(targetOfColleagues, { concurrency: 2 }));
    expect(await colleagues[0]?.tell('take')).toBe('taken');
    expect(await limits.take(targetOfColleagues, { concurrency: 2 })).toEqual({ waitMs: 100 });
    await colleagues[0]?.kill();
    // Its lease ends; ours, as old as that, does not.
    await untilInRealTime(async () => 'release' in (await limits.take(targetOfColleagues, { concurrency: 2 })));
    expect(await limits.take(targetOfColleagues, { concurrency: 2 })).toEqual({ waitMs: 100 });
    await own.release();
    requireSlot(await limits.take(targetOfColleagues, { concurrency: 2 }));
  });

  it('a clock that is off by an hour changes nothing', async () => {
    const prefix = randomUUID();
    const clock = () => Date.now() + 3_600_000;
    const fast = createRedisLimits({ redis: place.connect(), prefix, clock, patienceMs });
    const right = createRedisLimits({ redis: place.connect(), prefix, patienceMs });
    await fast.hold(target, clock() + 60_000);
    expect(await right.take(target, {})).toEqual({ waitMs: expect.closeTo(60_000, -5) });
  });

  it('memory keeps the limits while Redis is away, and knows what was under way', async () => {
    await using own = await openRedisPlace();
    const said: string[] = [];
    const limits = createRedisLimits({ redis: own.connect(), leaseMs: 300, warn: (message) => said.push(message) });
    const first = requireSlot(await limits.take(target, { concurrency: 2 }));
    await own.server.stop();
    const second = requireSlot(await limits.take(target, { concurrency: 2 }));
    expect(await limits.take(target, { concurrency: 2 })).toEqual({ waitMs: 100 });
    await limits.hold({ ...target, provider: 'openai' }, Date.now() + 60_000);
    expect(await limits.take({ ...target, provider: 'openai' }, {})).toHaveProperty('waitMs');
    await first.release();
    expect(said).toHaveLength(1);
    // A new Redis, which knows nothing, is told of the place that is still held.
    await own.server.restart();
    const other = createRedisLimits({ redis: own.connect(), patienceMs });
    await untilInRealTime(async () => {
      const answer = await other.take(target, { concurrency: 1 });
      if ('release' in answer) await answer.release();
      return 'waitMs' in answer;
    });
    await second.release();
    // At the latest when the lease of what was given back during the outage ends.
    await untilInRealTime(async () => 'release' in (await other.take(target, { concurrency: 1 })));
  });
});
