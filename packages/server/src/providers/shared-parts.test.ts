import { redis, startRedis } from '@forecourt/testing';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createSharedParts } from './shared-parts.ts';

const target = { provider: 'openai', operation: 'generateImage' } as const;

it.skipIf(!redis.canStart)(`is one breaker for all processes, and another for each dealership${redis.note}`, async () => {
  await using server = await startRedis();
  const clients = [new Redis(server.url), new Redis(server.url)];
  try {
    const warnings: unknown[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => warnings.push(line) });
    const [here, there] = clients.map((client) => createSharedParts({ redis: client, logger }));
    const admission = await here?.('motors').breakers.admit(target);
    if (admission === undefined || !('report' in admission)) return expect.unreachable();
    await admission.report({ kind: 'failure', code: 'PROVIDER_UNAUTHENTICATED' });
    expect(await there?.('motors').breakers.admit(target)).toHaveProperty('until');
    expect(await there?.('others').breakers.admit(target)).toHaveProperty('report');
    await there?.('motors').breakers.reset(target);
    expect(await here?.('motors').breakers.admit(target)).toHaveProperty('report');
    await here?.('motors').cache.set('a key', new Uint8Array([1, 2]));
    expect(await there?.('motors').cache.get('a key')).toEqual(new Uint8Array([1, 2]));
    expect(warnings).toEqual([]);
  } finally {
    for (const client of clients) client.disconnect();
  }
});
