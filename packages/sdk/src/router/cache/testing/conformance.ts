import { describe, expect, it } from 'vitest';
import type { ResultCache } from '../../parts.ts';

export interface CacheUnderTest {
  readonly name: string;
  /** Opens the same cache so many times, as processes would; where there is but one process, all may be one. */
  open(policy: { readonly mostBytes?: number; readonly mostEntryBytes?: number; readonly keepMs?: number }, count: number): ResultCache[];
  /** Lets time pass until it is so. */
  until(isSo: () => Promise<boolean>): Promise<void>;
}

export const bytesOf = (text: string) => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes));

/** Something that is made when the test says so. */
export function makeOnWord() {
  const began = Promise.withResolvers<void>();
  const done = Promise.withResolvers<Uint8Array>();
  let times = 0;
  return {
    make: () => {
      times++;
      began.resolve();
      return done.promise;
    },
    began: began.promise,
    finish: (text: string) => done.resolve(bytesOf(text)),
    fail: (error: Error) => done.reject(error),
    times: () => times,
  };
}

/** What a caller of any cache may rely on, as tests. */
export function cacheConformance({ name, open, until }: CacheUnderTest): void {
  const openOne = (policy: Parameters<typeof open>[0] = {}): ResultCache => {
    const [cache] = open(policy, 1);
    if (cache === undefined) throw new TypeError('no cache was opened');
    return cache;
  };

  describe(`cache: ${name}`, () => {
    it('gives what was kept under a key, byte for byte, and nothing else', async () => {
      const cache = openOne();
      const value = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256);
      await cache.set('one', value);
      expect(await cache.get('one')).toEqual(value);
      expect(await cache.get('other')).toBeUndefined();
      await cache.set('one', bytesOf('new'));
      expect(textOf(await cache.get('one'))).toBe('new');
      expect(await cache.stats()).toMatchObject({ hits: 2, misses: 1, entries: 1, bytes: 6 });
    });

    it('keeps nobody’s own bytes, and gives everybody others', async () => {
      const cache = openOne();
      const value = bytesOf('picture');
      await cache.set('key', value);
      value.fill(0);
      (await cache.get('key'))?.fill(0);
      expect(textOf(await cache.get('key'))).toBe('picture');
      const word = makeOnWord();
      const [first, second] = [cache.once('made', word.make), cache.once('made', word.make)];
      word.finish('picture');
      (await first).value.fill(0);
      expect(textOf((await second).value)).toBe('picture');
      expect(textOf(await cache.get('made'))).toBe('picture');
    });

    it('makes once what a hundred ask for at once', async () => {
      const caches = open({}, 4);
      const word = makeOnWord();
      const asked = caches.flatMap((cache) => Array.from({ length: 25 }, () => cache.once('key', word.make)));
      await word.began;
      word.finish('picture');
      const all = await Promise.all(asked);
      expect(word.times()).toBe(1);
      expect(all.map(({ value }) => textOf(value))).toEqual(all.map(() => 'picture'));
      expect(all.filter(({ isShared }) => !isShared)).toHaveLength(1);
      const shared = new Set(caches);
      const stats = await Promise.all([...shared].map((cache) => cache.stats()));
      expect(stats.reduce((sum, each) => sum + each.shared, 0)).toBe(99);
    });

    it('does not make again what was finished meanwhile', async () => {
      const [one, other] = open({}, 2);
      await one?.set('key', bytesOf('picture'));
      const made = await other?.once('key', () => Promise.reject(new Error('made again')));
      expect(made && { ...made, value: textOf(made.value) }).toEqual({ value: 'picture', isShared: true });
    });

    it('lets the next one make it where the first failed, and tells only the first', async () => {
      const [one, other] = open({}, 2);
      const failing = makeOnWord();
      const first = one?.once('key', failing.make);
      await failing.began;
      const [second, third] = [one?.once('key', async () => bytesOf('second')), other?.once('key', async () => bytesOf('third'))];
      failing.fail(new TypeError('refused'));
      await expect(first).rejects.toThrow(new TypeError('refused'));
      const [a, b] = [textOf((await second)?.value), textOf((await third)?.value)];
      expect(a).toBe(b);
      expect(['second', 'third']).toContain(a);
      expect(await one?.get('key')).toBeDefined();
    });

    it('lets one who waits go at once when it is cancelled or its time is up, and the others get what is made', async () => {
      const [one, other] = open({}, 2);
      const word = makeOnWord();
      const first = one?.once('key', word.make);
      await word.began;
      const controller = new AbortController();
      const leaving = Promise.allSettled([one, other].map((cache) => cache?.once('key', word.make, controller.signal)));
      const late = Promise.allSettled([one, other].map((cache) => cache?.once('key', word.make, AbortSignal.timeout(1))));
      const staying = other?.once('key', word.make);
      controller.abort();
      const rejected = (code: string) => ({ status: 'rejected', reason: { code } });
      expect(await leaving).toMatchObject([rejected('ABORTED'), rejected('ABORTED')]);
      expect(await late).toMatchObject([rejected('DEADLINE_EXCEEDED'), rejected('DEADLINE_EXCEEDED')]);
      word.finish('picture');
      expect(textOf((await first)?.value)).toBe('picture');
      expect(textOf((await staying)?.value)).toBe('picture');
      expect(word.times()).toBe(1);
    });

    it('makes nothing for one who was cancelled before', async () => {
      const word = makeOnWord();
      await expect(openOne().once('key', word.make, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
      expect(word.times()).toBe(0);
    });

    it('keeps nothing longer than it should, and cleans up', async () => {
      const cache = openOne({ keepMs: 100 });
      await cache.set('old', bytesOf('picture'));
      await until(async () => (await cache.get('old')) === undefined);
      expect(await cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
    });

    it('makes once also what is too large to be kept', async () => {
      const cache = openOne({ mostEntryBytes: 4 });
      const word = makeOnWord();
      const asked = Array.from({ length: 5 }, () => cache.once('key', word.make));
      word.finish('picture');
      for (const { value } of await Promise.all(asked)) expect(textOf(value)).toBe('picture');
      expect(word.times()).toBe(1);
      expect(await cache.get('key')).toBeUndefined();
    });

    it('keeps no result that is too large, and makes room for new ones', async () => {
      const cache = openOne({ mostBytes: 1000, mostEntryBytes: 400 });
      await cache.set('large', new Uint8Array(401));
      expect(await cache.get('large')).toBeUndefined();
      for (const key of ['a', 'b', 'c', 'd', 'e']) await cache.set(key, new Uint8Array(299));
      expect(await cache.stats()).toMatchObject({ entries: 3, bytes: 900 });
      expect(await cache.get('a')).toBeUndefined();
      expect(await cache.get('e')).toBeDefined();
    });
  });
}
