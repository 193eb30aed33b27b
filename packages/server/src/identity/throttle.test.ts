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
    // As the server connects: at its start, and commands wait for a Redis that went away.
    const connection = { lazyConnect: true, maxRetriesPerRequest: null };
    const clients = [new Redis(server.url, connection), new Redis(server.url, connection)];
    for (const client of clients) client.on('error', () => undefined);
    await Promise.all(clients.map((client) => client.connect()));
    try {
      expect(
        await useUp(
          clients.map((client) => createThrottle({ ...options, redis: client })),
          'ada',
        ),
      ).toBe(1);
      await server[Symbol.asyncDispose]();
      // Nobody who signs in waits for it to come back.
      await createThrottle({ ...options, redis: clients[0] }).take('eve');
    } finally {
      for (const client of clients) client.disconnect();
    }
  });
});
