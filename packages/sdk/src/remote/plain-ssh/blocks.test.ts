import { randomBytes } from 'node:crypto';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@forecourt/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesSource, fileSource } from '../transfers/index.ts';
import { openBlocks } from './blocks.ts';

it('gives all from any offset on, in no more memory than is out at once, from a file and from a stream', async () => {
  await using folder = await temporaryFolder();
  const content = randomBytes(5000);
  const path = join(folder.path, 'car.bin');
  await writeFile(path, content);
  const sources = [await fileSource(path), bytesSource(content, 'car.bin')];
  const cases = fc.tuple(fc.constantFrom(...sources), fc.nat(5000), fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 4 }));
  await fc.assert(
    fc.asyncProperty(cases, async ([source, start, blockBytes, atOnce]) => {
      await using blocks = await openBlocks(source, start);
      const [out, got, memory]: [Uint8Array[], Uint8Array[], Set<unknown>] = [[], [], new Set()];
      for (;;) {
        const block = await blocks.next(blockBytes);
        if (block.byteLength === 0) break;
        memory.add(block.buffer);
        if (out.push(block) < atOnce) continue;
        const first = out.shift() ?? block;
        got.push(Buffer.from(first));
        blocks.release(first);
      }
      expect(Buffer.concat([...got, ...out]).equals(content.subarray(start))).toBe(true);
      if (source.open) expect(memory.size).toBeLessThanOrEqual(atOnce);
    }),
    { numRuns: 200 },
  );
});

it('ends where a file has become shorter than it was, and says if there is none any more', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'car.bin');
  await writeFile(path, randomBytes(5000));
  const source = await fileSource(path);
  await truncate(path, 3000);
  await using blocks = await openBlocks(source, 2500);
  expect((await blocks.next(1000)).byteLength).toBe(500);
  expect((await blocks.next(1000)).byteLength).toBe(0);
  const gone = { ...source, ...(await fileSource(path)) };
  await folder[Symbol.asyncDispose]();
  await expect(openBlocks(gone, 0)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});
