import { redis, startRedis } from '@forecourt/testing';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { createThrottle, type Throttle } from './throttle.ts';

const options = { name: 'test', tries: 3, withinSeconds: 60 };
const refused = expect.objectContaining({ code: 'RATE_LIMITED', details: { retryAfterSeconds: expect.any(Number) } });

async function useUp(throttles: readonly Throttle[], name: string): Promise<number> {
  let blocked = 0;
  for (let tried = 0; tried < 3; tried++) await throttles[tried % throttles.length]?.take(name, () => blocked++);
  for (const throttle of throttles) await expect(throttle.take(name, () => blocked++)).rejects.toEqual(refused);
  return blocked;
}

describe('a limit on guesses', () => {
  it('lets so many pass for each name, tells once of the first that is refused, and begins anew for who knew it', async () => {
    const throttle = createThrottle(options);
    expect(await useUp([throttle], 'ada')).toBe(1);
    await throttle.take('eve');
    await throttle.forgive('ada');
    await throttle.take('ada');
  });

  it.skipIf(!redis.canStart)(`holds for all processes together${redis.note}`, async () => {
    await using server = await startRedis();
    const clients = [new Redis(server.url), new Redis(server.url)];
    try {
      expect(
        await useUp(
          clients.map((client) => createThrottle({ ...options, redis: client })),
          'ada',
        ),
      ).toBe(1);
    } finally {
      for (const client of clients) client.disconnect();
    }
  });
});
