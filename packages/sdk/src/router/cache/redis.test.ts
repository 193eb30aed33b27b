import { randomUUID } from 'node:crypto';
import { redis } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRedisPlace, type RedisPlace } from '../testing/place.ts';
import { startColleagues } from '../testing/processes.ts';
import { untilInRealTime } from '../testing/time.ts';
import { createRedisCache } from './redis.ts';
import { bytesOf, cacheConformance, makeOnWord, textOf } from './testing/conformance.ts';

/** Where no outage is meant, a busy machine is none. */
const patienceMs = 20_000;

describe.skipIf(!redis.canStart)(`on Redis${redis.note}`, () => {
  let place: RedisPlace;
  beforeAll(async () => {
    place = await openRedisPlace();
  });
  afterAll(() => place[Symbol.asyncDispose]());

  cacheConformance({
    name: 'Redis',
    open(policy, count) {
      const prefix = randomUUID();
      return Array.from({ length: count }, () =>
        createRedisCache({ ...policy, redis: place.connect(), subscriber: place.connect(), prefix, patienceMs }),
      );
    },
    until: untilInRealTime,
  });

  it('a hundred equal requests in three processes make one call', async () => {
    await using stack = new AsyncDisposableStack();
    const colleagues = await startColleagues(3, place.server.url);
    for (const colleague of colleagues) stack.use(colleague);
    const answers = await Promise.all(colleagues.map((colleague) => colleague.tell('make')));
    expect(await place.connect().get('made')).toBe('1');
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^\d+:1$/);
  });

  it('whoever waits makes it himself when the process that was making it died', async () => {
    await using own = await openRedisPlace();
    await using stack = new AsyncDisposableStack();
    const colleagues = await startColleagues(1, own.server.url);
    for (const colleague of colleagues) stack.use(colleague);
    expect(await colleagues[0]?.tell('makeForEver')).toBe('making');
    const cache = createRedisCache({ redis: own.connect(), subscriber: own.connect(), leaseMs: 300, patienceMs });
    const waiting = cache.once('picture', async () => bytesOf('made here'));
    await colleagues[0]?.kill();
    expect(textOf((await waiting).value)).toBe('made here');
  });

  it('a lock is renewed for as long as making takes', async () => {
    const options = { prefix: randomUUID(), leaseMs: 400, patienceMs };
    const word = makeOnWord();
    const first = createRedisCache({ ...options, redis: place.connect() }).once('slow', word.make);
    await word.began;
    const client = place.connect();
    // Longer than the lease, and renewed by nobody.
    await client.set(options.prefix, 'lease', 'PX', 1.5 * options.leaseMs);
    const second = createRedisCache({ ...options, redis: client }).once('slow', word.make);
    await untilInRealTime(async () => (await client.get(options.prefix)) === null);
    word.finish('picture');
    expect(textOf((await first).value)).toBe('picture');
    expect(await second).toMatchObject({ isShared: true });
    expect(word.times()).toBe(1);
  });

  it('whoever waits is woken by a message, long before he would look', async () => {
    const options = { prefix: randomUUID(), leaseMs: 3_600_000, lookAgainMs: 3_600_000, patienceMs };
    const [maker, waiter] = [place.connect(), place.connect()];
    const subscriber = place.connect();
    await subscriber.ping();
    const word = makeOnWord();
    const first = createRedisCache({ ...options, redis: maker }).once('key', word.make);
    await word.began;
    // Asked only by whoever found the lock taken.
    const countOfWaits = async () => Number(/cmdstat_pttl:calls=(\d+)/.exec(await maker.info('commandstats'))?.[1] ?? 0);
    const before = await countOfWaits();
    const second = createRedisCache({ ...options, redis: waiter, subscriber }).once('key', word.make);
    await untilInRealTime(async () => (await countOfWaits()) > before);
    word.finish('picture');
    await first;
    expect(textOf((await second).value)).toBe('picture');
  });

  it('sums of bytes are right after what expired and what was replaced', async () => {
    const client = place.connect();
    const prefix = randomUUID();
    const cache = createRedisCache({ redis: client, prefix, keepMs: 500, mostBytes: 250, patienceMs });
    for (const key of ['a', 'a', 'b']) await cache.set(key, new Uint8Array(99));
    expect(await cache.stats()).toMatchObject({ entries: 2, bytes: 200 });
    await untilInRealTime(async () => (await cache.get('b')) === undefined);
    await cache.set('c', new Uint8Array(199));
    expect(await cache.stats()).toMatchObject({ entries: 1, bytes: 200 });
    expect((await client.keys(`*${prefix}*`)).filter((name) => name.includes('result'))).toHaveLength(1);
  });

  it('each process makes its own while Redis is away, still once at a time', async () => {
    await using own = await openRedisPlace();
    const said: string[] = [];
    const cache = createRedisCache({ redis: own.connect(), subscriber: own.connect(), warn: (message) => said.push(message) });
    await cache.set('key', bytesOf('picture'));
    await own.server.stop();
    expect(await cache.get('key')).toBeUndefined();
    await cache.set('key', bytesOf('picture'));
    const word = makeOnWord();
    const asked = Array.from({ length: 10 }, () => cache.once('key', word.make));
    await word.began;
    word.finish('picture');
    for (const { value } of await Promise.all(asked)) expect(textOf(value)).toBe('picture');
    expect(word.times()).toBe(1);
    expect(await cache.stats()).toMatchObject({ entries: 0 });
    expect(said).toHaveLength(1);
  });
});
