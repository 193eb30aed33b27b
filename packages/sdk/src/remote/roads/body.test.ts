import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkedBody, promisedBytes } from './body.ts';

const broken = (_cause: unknown, bytes: number) => new Error(`broke after ${bytes}`);

async function lengthOf(body: Readable): Promise<number> {
  let bytes = 0;
  for await (const piece of body) bytes += piece.length;
  return bytes;
}

it('ends only where the promised length is reached, however the source ends', async () => {
  const pieces = fc.array(
    fc.integer({ min: 1, max: 50 }).map((bytes) => Buffer.alloc(bytes)),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: -40, max: 40 }), fc.boolean(), async (sent, difference, fails) => {
      const bytes = Buffer.concat(sent).byteLength;
      const expectedBytes = Math.max(0, bytes + difference);
      const source = new Readable({ read: () => undefined });
      const body = checkedBody(source, { expectedBytes, signal: undefined, broken });
      const read = lengthOf(body).then(
        (length) => length,
        (error: Error) => error.message,
      );
      for (const piece of sent) source.push(piece);
      if (fails) source.destroy(new Error('reset'));
      else source.push(null);
      const got = await read;
      if (typeof got === 'number') expect(got).toBe(expectedBytes);
      if (!fails && bytes === expectedBytes) expect(got).toBe(bytes);
      if (bytes !== expectedBytes) expect(got).toMatch(/^broke after/);
    }),
    { numRuns: 1000 },
  );
});

it('without a promised length ends only where the far end meant it', async () => {
  const body = (whole: boolean) =>
    checkedBody(Readable.from(['piece'], { objectMode: false }), {
      expectedBytes: null,
      signal: undefined,
      broken,
      isWhole: async () => whole,
    });
  expect(await lengthOf(body(true))).toBe(5);
  await expect(lengthOf(body(false))).rejects.toThrow('broke after 5');
});

it('breaks without bringing the process down while nobody reads, and tells whoever reads then', async () => {
  const source = new Readable({ read: () => undefined });
  const body = checkedBody(source, { expectedBytes: 10, signal: undefined, broken });
  source.destroy();
  await expect.poll(() => body.destroyed).toBe(true);
  await expect(lengthOf(body)).rejects.toThrow('broke after 0');
});

it('lets go of its source when its reader goes, and of the signal', () => {
  const source = new Readable({ read: () => undefined });
  let ended = 0;
  const { signal } = new AbortController();
  const body = checkedBody(source, { expectedBytes: 10, signal, broken, end: () => ended++ });
  body.destroy();
  expect(ended).toBe(1);
});

it('knows which answers have no body, whatever their head says', () => {
  const headers = { 'content-length': '70' };
  expect(promisedBytes(headers, 'GET', 200)).toBe(70);
  expect(promisedBytes({}, 'GET', 200)).toBeNull();
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 304],
    ['PATCH', 204],
  ] as const) {
    expect(promisedBytes(headers, method, status)).toBe(0);
  }
});
