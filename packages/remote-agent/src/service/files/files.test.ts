import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { agentPaths } from '@forecourt/sdk/remote';
import { smallDisk, smallDisks, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyRunner } from '../../testing/copy-runner.ts';
import { type EnrolledAgent, startEnrolledAgent } from '../../testing/enrolled-agent.ts';
import { announce, sendChunk, sha256Of as sha } from '../../testing/files.ts';
import type { TestPlatform } from '../../testing/platform.ts';

let folder: TemporaryFolder;
let started: EnrolledAgent;
beforeAll(async () => {
  folder = await temporaryFolder();
  started = await startEnrolledAgent({ dataDir: folder.path, runner: copyRunner });
});
afterAll(async () => {
  await started[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const head = (platform: TestPlatform, sha256: string) =>
  platform.ask('HEAD', agentPaths.file(sha256), { headers: { 'tus-resumable': '1.0.0' } });

describe('files of an agent', () => {
  it('come in chunks with checksums and go out as they came, whole or from an offset on', async () => {
    const { platform } = started;
    const bytes = randomBytes(300_000);
    const sha256 = sha(bytes);
    const created = await announce(platform, bytes);
    expect([created.status, created.headers.location, created.headers['upload-offset']]).toEqual([201, agentPaths.file(sha256), '0']);
    const [one, two] = [bytes.subarray(0, 200_000), bytes.subarray(200_000)];
    expect((await sendChunk(platform, sha256, { chunk: one, offset: 0, checksum: one })).headers['upload-offset']).toBe('200000');
    expect((await head(platform, sha256)).headers).toMatchObject({ 'upload-offset': '200000', 'upload-length': '300000' });
    expect((await sendChunk(platform, sha256, { chunk: two, offset: 200_000, checksum: two })).status).toBe(204);
    const whole = await platform.ask('GET', agentPaths.file(sha256));
    expect([whole.status, sha(whole.bytes), whole.headers.etag]).toEqual([200, sha256, `"${sha256}"`]);
    const rest = await platform.ask('GET', agentPaths.file(sha256), { headers: { range: 'bytes=299990-' } });
    expect([rest.status, rest.headers['content-range']]).toEqual([206, 'bytes 299990-299999/300000']);
    expect(rest.bytes.equals(bytes.subarray(299_990))).toBe(true);
    const behind = await platform.ask('GET', agentPaths.file(sha256), { headers: { range: 'bytes=300000-' } });
    expect(behind.json).toMatchObject({ code: 'RANGE_NOT_SATISFIABLE' });
  });

  it('that are there already are told with the creation, so that nothing is sent twice', async () => {
    const { platform } = started;
    const bytes = Buffer.from('sent before');
    await announce(platform, bytes);
    await sendChunk(platform, sha(bytes), { chunk: bytes, offset: 0 });
    const again = await announce(platform, bytes);
    expect([again.status, again.headers['upload-offset']]).toEqual([201, String(bytes.byteLength)]);
  });

  it('of no bytes are whole when they are created', async () => {
    const { platform } = started;
    const empty = Buffer.alloc(0);
    expect((await announce(platform, empty)).headers['upload-offset']).toBe('0');
    expect((await platform.ask('GET', agentPaths.file(sha(empty)))).status).toBe(200);
  });

  it('lose a chunk that arrived damaged, and nothing else', async () => {
    const { platform } = started;
    const bytes = randomBytes(5000);
    await announce(platform, bytes);
    expect(
      (await sendChunk(platform, sha(bytes), { chunk: bytes.subarray(0, 2000), offset: 0, checksum: bytes.subarray(0, 2000) })).status,
    ).toBe(204);
    const damaged = await sendChunk(platform, sha(bytes), { chunk: bytes.subarray(2000), offset: 2000, checksum: randomBytes(3000) });
    expect([damaged.status, damaged.json]).toMatchObject([460, { code: 'CHECKSUM_MISMATCH', retryable: true }]);
    expect((await head(platform, sha(bytes))).headers['upload-offset']).toBe('2000');
    expect(
      (await sendChunk(platform, sha(bytes), { chunk: bytes.subarray(2000), offset: 2000, checksum: bytes.subarray(2000) })).status,
    ).toBe(204);
  });

  it('that do not have the hash which names them are thrown away', async () => {
    const { platform } = started;
    const bytes = randomBytes(100);
    const named = sha(randomBytes(10));
    await announce(platform, bytes, { sha256: named });
    expect((await sendChunk(platform, named, { chunk: bytes, offset: 0 })).json).toMatchObject({ code: 'HASH_MISMATCH' });
    expect((await head(platform, named)).status).toBe(404);
    expect((await readdir(join(folder.path, 'files'))).filter((name) => name.startsWith(named))).toEqual([]);
  });

  it('are not written at another offset, and not longer than they were announced', async () => {
    const { platform } = started;
    const bytes = randomBytes(100);
    await announce(platform, bytes);
    expect((await sendChunk(platform, sha(bytes), { chunk: bytes, offset: 5 })).json).toMatchObject({ code: 'UPLOAD_OFFSET_MISMATCH' });
    expect((await sendChunk(platform, sha(bytes), { chunk: Buffer.concat([bytes, bytes]), offset: 0 })).json).toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
    const other = await announce(platform, randomBytes(7), { sha256: sha(bytes) });
    expect(other.json).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each(['../../etc/passwd', 'NUL', 'A'.repeat(64), '%2e%2e', ''])('are named by their hash and by nothing else: %s', async (sha256) => {
    const { platform } = started;
    expect((await announce(platform, Buffer.from('x'), { sha256 })).json).toMatchObject({ code: 'INVALID_INPUT' });
    const path = `${agentPaths.files}/${sha256}`;
    expect((await platform.ask('GET', path)).status).toBeGreaterThanOrEqual(404);
  });

  it('can be taken back while they are being sent', async () => {
    const { platform } = started;
    const bytes = randomBytes(100);
    await announce(platform, bytes);
    const gone = await platform.ask('DELETE', agentPaths.file(sha(bytes)), { headers: { 'tus-resumable': '1.0.0' } });
    expect([gone.status, (await head(platform, sha(bytes))).status]).toEqual([204, 404]);
  });

  it.runIf(smallDisks.canBeMade)(`that do not fit are refused before they are sent${smallDisks.note}`, async () => {
    await using disk = await smallDisk(2000);
    await using small = await startEnrolledAgent({ dataDir: disk.path, runner: copyRunner, keepFreeBytes: 500_000 });
    expect((await announce(small.platform, Buffer.alloc(3_000_000))).json).toMatchObject({ code: 'DISK_FULL' });
    expect((await announce(small.platform, Buffer.alloc(300_000))).status).toBe(201);
  });
});
