import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Storage } from './storage.ts';

export interface StorageUnderTest {
  readonly name: string;
  /** Opens storage at a place; opening the same place again finds what was kept. */
  open(place: string): Promise<Storage>;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const textOf = (stream: ReadableStream<Uint8Array>) => new Response(stream).text();

/** What a caller of any storage may rely on, as tests. */
export function storageConformance({ name, open }: StorageUnderTest): void {
  describe(`storage: ${name}`, () => {
    let folder: TemporaryFolder;
    let storage: Storage;
    beforeAll(async () => {
      folder = await temporaryFolder();
      storage = await open(join(folder.path, 'store'));
    });
    afterAll(async () => {
      await storage.close();
      await folder[Symbol.asyncDispose]();
    });

    it('keeps bytes, a stream and a file under the hash of their content, and moves the file', async () => {
      const bytes = bytesOf('one picture');
      const path = join(folder.path, 'upload');
      await writeFile(path, bytes);
      const expected = { sha256: hashOf(bytes), bytes: bytes.byteLength };
      expect(await storage.put(bytes)).toEqual(expected);
      expect(await storage.put(new Blob([bytes]).stream())).toEqual(expected);
      expect(await storage.put({ path }, { sha256: expected.sha256 })).toEqual(expected);
      await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await storage.has(expected.sha256)).toBe(true);
      expect(await storage.size(expected.sha256)).toBe(bytes.byteLength);
      expect(await textOf(await storage.read(expected.sha256))).toBe('one picture');
    });

    it('gives ranges, and what there is of one that reaches beyond the end', async () => {
      const { sha256 } = await storage.put(bytesOf('0123456789'));
      const part = async (start: number, end: number) => textOf(await storage.read(sha256, { start, end }));
      expect([await part(0, 4), await part(4, 5), await part(8, 99), await part(10, 20), await part(3, 3)]).toEqual([
        '0123',
        '4',
        '89',
        '',
        '',
      ]);
    });

    it('gives large files piece by piece, and lets a reader go in the middle', async () => {
      const large = Buffer.alloc(3_000_000, 'abcdefghij');
      const { sha256 } = await storage.put(large);
      expect(hashOf(new Uint8Array(await new Response(await storage.read(sha256)).arrayBuffer()))).toBe(sha256);
      const reader = (await storage.read(sha256)).getReader();
      const { value } = await reader.read();
      expect(value?.byteLength).toBeLessThan(large.byteLength);
      await reader.cancel();
    });

    it('keeps nothing of what has another hash than announced, and leaves the caller’s file', async () => {
      const bytes = bytesOf('damaged on its way');
      const path = join(folder.path, 'damaged');
      await writeFile(path, bytes);
      const sha256 = hashOf(bytesOf('something else'));
      for (const file of [bytes, new Blob([bytes]).stream(), { path }]) {
        await expect(storage.put(file, { sha256 })).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
      }
      expect(await readFile(path, 'utf8')).toBe('damaged on its way');
      expect([await storage.has(sha256), await storage.has(hashOf(bytes))]).toEqual([false, false]);
    });

    it('takes the same file from many at once', async () => {
      const bytes = bytesOf('popular');
      const kept = await Promise.all(Array.from({ length: 8 }, () => storage.put(bytes)));
      expect(new Set(kept.map(({ sha256 }) => sha256))).toEqual(new Set([hashOf(bytes)]));
      expect(await textOf(await storage.read(hashOf(bytes)))).toBe('popular');
    });

    it('keeps nothing of a stream that fails or is cancelled on the way', async () => {
      const failing = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytesOf('half')),
        pull: () => Promise.reject(new TypeError('the line went dead')),
      });
      await expect(storage.put(failing)).rejects.toThrow('the line went dead');
      const cancelled = new AbortController();
      const endless = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bytesOf('half')) });
      const putting = storage.put(endless, { signal: cancelled.signal });
      cancelled.abort();
      await expect(putting).rejects.toMatchObject({ code: 'ABORTED' });
      expect(await storage.has(hashOf(bytesOf('half')))).toBe(false);
    });

    it('keeps nothing that is cancelled in the middle of a large file, and takes it whole the next time', async () => {
      const large = Buffer.alloc(12_000_000, 'klmnopqrst');
      const sha256 = hashOf(large);
      const cancelled = new AbortController();
      let given = 0;
      const stream = () =>
        new ReadableStream<Uint8Array>({
          pull(controller) {
            controller.enqueue(large.subarray(given, given + 500_000));
            given += 500_000;
            if (given >= large.byteLength) controller.close();
          },
        });
      const watched = stream().pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(piece, controller) {
            if (given > 9_000_000) cancelled.abort();
            controller.enqueue(piece);
          },
        }),
      );
      await expect(storage.put(watched, { sha256, signal: cancelled.signal })).rejects.toMatchObject({ code: 'ABORTED' });
      expect(await storage.has(sha256)).toBe(false);
      given = 0;
      expect(await storage.put(stream(), { sha256 })).toEqual({ sha256, bytes: large.byteLength });
      expect(await textOf(await storage.read(sha256, { start: 11_999_990, end: 12_000_000 }))).toBe('klmnopqrst');
    });

    it('lists what it has in the order of hashes, behind one of them, with sizes and times', async () => {
      await using own = await open(join(folder.path, 'listed'));
      const kept = await Promise.all(['a', 'bb', 'ccc', 'dddd', 'eeeee'].map((text) => own.put(bytesOf(text))));
      const expected = kept.toSorted((one, other) => (one.sha256 < other.sha256 ? -1 : 1));
      const listed = await Array.fromAsync(own.list());
      expect(listed.map(({ sha256, bytes }) => ({ sha256, bytes }))).toEqual(expected);
      for (const { keptAt } of listed) expect(Math.abs(keptAt.getTime() - Date.now())).toBeLessThan(60_000);
      const behind = await Array.fromAsync(own.list({ after: expected[1]?.sha256 }));
      expect(behind.map(({ sha256 }) => sha256)).toEqual(expected.slice(2).map(({ sha256 }) => sha256));
    });

    it('lists and removes what is derived', async () => {
      await using own = await open(join(folder.path, 'derived-ones'));
      const sha256 = hashOf(bytesOf('original'));
      for (const width of [640, 320]) await own.derived(`${sha256}-${width}.webp`, async () => bytesOf(`${width}`));
      const names = async () => (await Array.fromAsync(own.listDerived())).map(({ name }) => name);
      expect(await names()).toEqual([`${sha256}-320.webp`, `${sha256}-640.webp`]);
      await own.removeDerived(`${sha256}-320.webp`);
      expect(await names()).toEqual([`${sha256}-640.webp`]);
    });

    it('finds everything again when it is opened anew', async () => {
      const { sha256 } = await storage.put(bytesOf('durable'));
      await using again = await open(join(folder.path, 'store'));
      expect(await textOf(await again.read(sha256))).toBe('durable');
    });

    it('says NOT_FOUND for what it does not have', async () => {
      const sha256 = hashOf(bytesOf('never kept'));
      expect(await storage.has(sha256)).toBe(false);
      await expect(storage.size(sha256)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(storage.read(sha256)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(storage.read(sha256, { start: 2, end: 2 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await storage.delete(sha256);
    });

    it.each(['../../etc/passwd', '', 'ABCD', `${'a'.repeat(63)}/`, `${'a'.repeat(64)}\n`, `../${'a'.repeat(64)}`, 'incoming'])(
      'takes no other name than a hash: %j',
      async (wrong) => {
        const refused = { code: 'INVALID_INPUT' };
        await expect(storage.has(wrong)).rejects.toMatchObject(refused);
        await expect(storage.read(wrong)).rejects.toMatchObject(refused);
        await expect(storage.delete(wrong)).rejects.toMatchObject(refused);
        await expect(storage.put(bytesOf('x'), { sha256: wrong })).rejects.toMatchObject(refused);
        await expect((async () => storage.derived(`${wrong}-640.webp`, async () => bytesOf('x')))()).rejects.toMatchObject(refused);
      },
    );

    it('makes what is derived once for all who ask, keeps it, and removes it with its file', async () => {
      const { sha256 } = await storage.put(bytesOf('original'));
      let made = 0;
      const make = async () => {
        made++;
        return bytesOf('small');
      };
      const derive = () => storage.derived(`${sha256}-640.webp`, make);
      await Promise.all([derive(), derive(), derive()]);
      expect(Buffer.from(await derive()).toString()).toBe('small');
      expect(made).toBe(1);
      await storage.delete(sha256);
      expect(await storage.has(sha256)).toBe(false);
      await derive();
      expect(made).toBe(2);
    });

    it('keeps nothing of a derived file that could not be made, and tries again', async () => {
      const name = `${hashOf(bytesOf('original'))}-320.webp`;
      await expect(storage.derived(name, () => Promise.reject(new TypeError('no')))).rejects.toThrow('no');
      expect(await storage.derived(name, async () => bytesOf('yes'))).toEqual(bytesOf('yes'));
    });

    it('says that files can be written when they can', async () => {
      await expect(storage.check()).resolves.toBeUndefined();
    });
  });
}
