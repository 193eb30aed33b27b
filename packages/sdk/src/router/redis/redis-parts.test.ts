import { redis } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { openRedisPlace } from '../testing/place.ts';
import { redisParts } from './redis-parts.ts';

describe.skipIf(!redis.canStart)(`parts of a router on Redis${redis.note}`, () => {
  const target = { provider: 'openai', operation: 'generateImage' } as const;

  it('share one connection, its prefix, and one word about an outage', async () => {
    await using place = await openRedisPlace();
    const said: string[] = [];
    const parts = redisParts({
      redis: place.connect(),
      prefix: 'lot',
      warn: (message) => said.push(message),
      breakers: { failures: 1 },
      budget: { limits: { day: 10 } },
    });
    const work = async () => [
      'report' in (await parts.breakers.admit(target)),
      'release' in (await parts.limits.take(target, { concurrency: 2 })),
      (await parts.cache.once('key', async () => Uint8Array.of(1))).value.length,
    ];
    expect(await work()).toEqual([true, true, 1]);
    expect(await parts.budget.reserve('a', 11)).toHaveProperty('refused');
    expect(await parts.budget.reserve('a', 10)).toHaveProperty('id');
    for (const key of await place.connect().keys('*')) expect(key).toMatch(/^\{lot:/);
    await place.server.stop();
    expect(await work()).toEqual([true, true, 1]);
    await expect(parts.budget.reserve('a', 1)).rejects.toMatchObject({ code: 'SHARED_STATE_UNAVAILABLE' });
    expect(said).toHaveLength(1);
  });

  it('say by name which option they do not know', async () => {
    await using place = await openRedisPlace();
    const client = place.connect();
    for (const wrong of [
      { prefix: '' },
      { patienceMs: 0 },
      { breakers: { failures: 0 } },
      { limits: { leaseMs: 1 } },
      { cache: { keepMs: 0 } },
    ]) {
      expect(() => redisParts({ redis: client, ...wrong })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
  });
});
