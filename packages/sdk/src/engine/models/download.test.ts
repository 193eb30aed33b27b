import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { smallDisk, smallDisks, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadPinned } from './download.ts';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const expected = { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };

/** A server of weights that can fail in each of the ways in which servers and lines do. */
interface WeightServer extends AsyncDisposable {
  readonly url: string;
  /** The `range` header of each request, in their order. */
  readonly ranges: (string | undefined)[];
  /** Ends all connections, in the middle of whatever they carry. */
  breakLines(): void;
}
type Behaviour = (response: ServerResponse, from: number, request: IncomingMessage) => void;

async function serve(...behaviours: Behaviour[]): Promise<WeightServer> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    const behave = behaviours[Math.min(ranges.length, behaviours.length - 1)];
    ranges.push(range);
    behave?.(response, Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0), request);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.onnx`,
    ranges,
    breakLines: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const withRanges: Behaviour = (response, from) => {
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from });
  response.end(content.subarray(from));
};
const withoutRanges: Behaviour = (response) => void response.writeHead(200).end(content);
const status =
  (code: number): Behaviour =>
  (response) =>
    void response.writeHead(code).end('an error page');
/** Sends so many bytes and then nothing more, the line staying open. */
const stallAfter =
  (bytes: number): Behaviour =>
  (response, from) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(from, from + bytes));
  };

describe('downloading a file whose hash is known', () => {
  let folder: TemporaryFolder;
  let path: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'models', 'tiny', 'weights.onnx');
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  it.each<[string, Behaviour]>([
    ['knows ranges', withRanges],
    ['does not', withoutRanges],
  ])('brings it whole from a server that %s, and tells how far it is', async (_title, behaviour) => {
    await using server = await serve(behaviour);
    const seen: number[] = [];
    await downloadPinned(server.url, path, expected, {
      onProgress: (received, total) => {
        expect(total).toBe(content.length);
        seen.push(received);
      },
    });
    expect(Buffer.compare(await readFile(path), content)).toBe(0);
    expect(existsSync(`${path}.part`)).toBe(false);
    expect(seen.at(-1)).toBe(content.length);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  });

  /** Downloads until 120,000 bytes are on the disk, and breaks the line then. */
  async function breakInTheMiddle(server: WeightServer): Promise<void> {
    const running = downloadPinned(server.url, path, expected, {
      onProgress: (received) => {
        if (received === 120_000) server.breakLines();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: true });
    expect(existsSync(path)).toBe(false);
    expect((await stat(`${path}.part`)).size).toBe(120_000);
  }

  it('goes on at the very byte where the line broke', async () => {
    await using server = await serve(stallAfter(120_000), withRanges);
    await breakInTheMiddle(server);
    await downloadPinned(server.url, path, expected);
    expect(server.ranges).toEqual([undefined, 'bytes=120000-']);
    expect(Buffer.compare(await readFile(path), content)).toBe(0);
  });

  it('begins anew where the server answers a range with everything', async () => {
    await using server = await serve(stallAfter(120_000), withoutRanges);
    await breakInTheMiddle(server);
    await downloadPinned(server.url, path, expected);
    expect(Buffer.compare(await readFile(path), content)).toBe(0);
  });

  it('asks for nothing where all had arrived before the process ended', async () => {
    await using server = await serve(withRanges);
    await downloadPinned(server.url, path, expected);
    await writeFile(`${path}.part`, content);
    await downloadPinned(server.url, path, expected);
    expect(server.ranges).toHaveLength(1);
  });

  it('begins anew where what had arrived before is not the beginning of this file', async () => {
    await using server = await serve(withRanges);
    await downloadPinned(server.url, path, expected);
    for (const leftover of [Buffer.alloc(1000, 7), Buffer.alloc(content.length, 7), Buffer.alloc(content.length + 1, 7)]) {
      await writeFile(`${path}.part`, leftover);
      await downloadPinned(server.url, path, expected);
      expect(Buffer.compare(await readFile(path), content)).toBe(0);
    }
    expect(server.ranges.at(-1)).toBeUndefined();
  });

  it('ends an attempt when nothing arrives any more', async () => {
    await using server = await serve(stallAfter(50_000));
    await expect(downloadPinned(server.url, path, expected, { stallMs: 50 })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      retryable: true,
      message: expect.stringContaining('sent nothing for 0.05 s'),
    });
  });

  it('ends an attempt when the server does not answer at all', async () => {
    await using server = await serve(() => undefined);
    await expect(downloadPinned(server.url, path, expected, { stallMs: 50 })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });

  it.each([404, 403, 416, 500, 503])('names the status %i and keeps no error page', async (code) => {
    await using server = await serve(status(code));
    await expect(downloadPinned(server.url, path, expected)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', details: { status: code } });
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('stops reading a server that sends more than the manifest names', async () => {
    await using server = await serve((response) => {
      // Without end: reading it all would never return.
      const more = () => {
        if (response.writable) response.write(Buffer.alloc(100_000), more);
      };
      response.writeHead(200);
      more();
    });
    await expect(downloadPinned(server.url, path, expected)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('more than the 300000 bytes'),
    });
    expect(existsSync(path)).toBe(false);
    expect((await stat(`${path}.part`)).size).toBeLessThanOrEqual(content.length);
  });

  it('keeps nothing of a file with another hash, and names both hashes', async () => {
    const other = Buffer.alloc(content.length, 1);
    await using server = await serve((response) => void response.writeHead(200).end(other));
    await expect(downloadPinned(server.url, path, expected)).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      details: { expectedSha256: expected.sha256, sha256: createHash('sha256').update(other).digest('hex') },
    });
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('leaves what was there as it was until the new file is proven', async () => {
    await using server = await serve(withRanges, status(500));
    await downloadPinned(server.url, path, expected);
    await expect(downloadPinned(server.url, path, { ...expected, sha256: '0'.repeat(64) })).rejects.toThrow();
    expect(Buffer.compare(await readFile(path), content)).toBe(0);
  });

  it('stops at once when it is cancelled, before and on the way', async () => {
    await using server = await serve(stallAfter(50_000));
    await expect(downloadPinned(server.url, path, expected, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(server.ranges).toEqual([]);
    const controller = new AbortController();
    const running = downloadPinned(server.url, path, expected, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('says that nobody listens there', async () => {
    let url = '';
    {
      await using server = await serve(withRanges);
      url = server.url;
    }
    await expect(downloadPinned(url, path, expected)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: true });
  });

  it.skipIf(!smallDisks.canBeMade)(`tells a full disk from a broken line, and goes on when there is room${smallDisks.note}`, async () => {
    await using server = await serve(withRanges);
    await using disk = await smallDisk(128);
    const onDisk = join(disk.path, 'weights.onnx');
    await expect(downloadPinned(server.url, onDisk, expected)).rejects.toMatchObject({ code: 'DISK_FULL', retryable: true });
    expect(existsSync(onDisk)).toBe(false);
  });

  it.skipIf(!smallDisks.canBeMade)(`tells a folder that cannot be written${smallDisks.note}`, async () => {
    await using server = await serve(withRanges);
    await using disk = await smallDisk(1024);
    disk.makeReadOnly();
    for (const place of [join(disk.path, 'weights.onnx'), join(disk.path, 'new', 'weights.onnx')]) {
      await expect(downloadPinned(server.url, place, expected)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
    }
  });
});
