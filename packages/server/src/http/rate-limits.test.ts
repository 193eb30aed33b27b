import { redis, startRedis } from '@forecourt/testing';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { startTestServer } from '../testing/server.ts';
import { createRateLimits } from './rate-limits.ts';

const person = { kind: 'person', dealershipId: 'd', personId: 'p', name: 'P', role: 'owner', scopes: [] } as const;
const other = { ...person, personId: 'q' } as const;

describe('limits on requests', () => {
  it('count for each caller alone, say what is left, and refuse what is over', async () => {
    const limits = createRateLimits({ perMinute: 3 });
    expect(await limits.take(person, '::1')).toMatchObject({ limit: 3, remaining: 2 });
    await limits.take(person, '::1');
    await limits.take(person, '::1');
    await expect(limits.take(person, '::2')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { remaining: 0, retryAfterSeconds: expect.any(Number) },
    });
    expect(await limits.take(other, '::1')).toMatchObject({ remaining: 2 });
  });

  it.skipIf(!redis.canStart)(`count over all servers${redis.note}, and go on by themselves while Redis is away`, async () => {
    await using server = await startRedis();
    const options = { lazyConnect: true, maxRetriesPerRequest: null };
    const [one, two] = [new Redis(server.url, options), new Redis(server.url, options)];
    for (const client of [one, two]) client.on('error', () => undefined);
    await Promise.all([one.connect(), two.connect()]);
    try {
      const here = createRateLimits({ perMinute: 3, redis: one });
      const there = createRateLimits({ perMinute: 3, redis: two });
      await here.take(person, '::1');
      await there.take(person, '::1');
      expect(await here.take(person, '::1')).toMatchObject({ remaining: 0 });
      await expect(there.take(person, '::1')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
      await server[Symbol.asyncDispose]();
      expect(await here.take(other, '::1')).toMatchObject({ limit: 3 });
    } finally {
      one.disconnect();
      two.disconnect();
    }
  });
});

onBothColumns('a server with a limit', (column) => {
  it('says in every answer where the caller stands, and when to come back', async () => {
    await using server = await startTestServer(column, { rateLimit: 400 });
    const { headers } = server.tenant('ours');
    const ask = (more: Readonly<Record<string, string>>) => fetch(`${server.url}/api/v1/vehicles`, { headers: more });
    const first = await ask(headers);
    expect(first.headers.get('ratelimit-policy')).toBe('"callers";q=400;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"callers";r=399;t=\d+$/);
    // Whom nobody vouches for gets a twentieth of it, guessed keys included.
    const guesses = await Promise.all(Array.from({ length: 21 }, () => ask({ authorization: `Bearer fck_${'A'.repeat(43)}` })));
    expect(
      guesses
        .map(({ status }) => status)
        .toSorted()
        .at(-1),
    ).toBe(429);
    const refused = guesses.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused?.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await ask(headers)).status).toBe(200);
  });
});
