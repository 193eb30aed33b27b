import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { agentPaths } from '@forecourt/sdk/remote';
import { smallDisk, smallDisks, temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { copyRunner } from '../../testing/copy-runner.ts';
import { startEnrolledAgent } from '../../testing/enrolled-agent.ts';
import { eventsIn, statesIn } from '../../testing/events.ts';
import { announce, sendChunk, sha256Of } from '../../testing/files.ts';
import { waitingRunner } from '../../testing/waiting-runner.ts';

describe('a file whose sender is in trouble', () => {
  it('is taken over by the next request while the first one still waits, which loses its chunk and nothing else', async () => {
    await using folder = await temporaryFolder();
    await using started = await startEnrolledAgent({ dataDir: folder.path, runner: copyRunner });
    const { platform } = started;
    const bytes = randomBytes(400_000);
    const sha256 = sha256Of(bytes);
    await announce(platform, bytes);
    await sendChunk(platform, sha256, { chunk: bytes.subarray(0, 100_000), checksum: bytes.subarray(0, 100_000) });
    // A road that was cut without a word: some bytes come, then nothing, and no end.
    const silent = new Readable({ read: () => undefined });
    silent.push(bytes.subarray(100_000, 150_000));
    const gone = platform.ask('PATCH', agentPaths.file(sha256), {
      body: silent,
      headers: {
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'content-length': '200000',
        'upload-offset': '100000',
        'upload-checksum': `sha256 ${Buffer.alloc(32).toString('base64')}`,
      },
    });
    await expect.poll(async () => (await announce(platform, bytes)).headers['upload-offset']).toBe('100000');
    const rest = bytes.subarray(100_000);
    expect((await sendChunk(platform, sha256, { chunk: rest, offset: 100_000, checksum: rest })).status).toBe(204);
    expect((await gone).json).toMatchObject({ code: 'UPLOAD_LOCKED', retryable: true });
    silent.destroy();
    expect((await platform.ask('GET', agentPaths.file(sha256))).bytes.equals(bytes)).toBe(true);
  });

  it.runIf(smallDisks.canBeMade)(
    `stays as far as it came where the disk is full, and goes on when there is room${smallDisks.note}`,
    async () => {
      await using disk = await smallDisk(3000);
      await using started = await startEnrolledAgent({ dataDir: disk.path, runner: copyRunner });
      const { platform } = started;
      const bytes = randomBytes(1_300_000);
      const sha256 = sha256Of(bytes);
      await announce(platform, bytes);
      const [half, rest] = [bytes.subarray(0, 300_000), bytes.subarray(300_000)];
      await sendChunk(platform, sha256, { chunk: half, checksum: half });
      const filler = join(disk.path, 'of-somebody-else');
      await writeFile(filler, Buffer.alloc(2_000_000));
      const refused = await sendChunk(platform, sha256, { chunk: rest, offset: 300_000, checksum: rest });
      expect([refused.status, refused.json]).toMatchObject([507, { code: 'DISK_FULL', retryable: true }]);
      expect((await announce(platform, bytes)).headers['upload-offset']).toBe('300000');
      await rm(filler);
      expect((await sendChunk(platform, sha256, { chunk: rest, offset: 300_000, checksum: rest })).status).toBe(204);
    },
  );
});

describe('a job whose disk is full', () => {
  it.runIf(smallDisks.canBeMade)(
    `is refused, and one that is done waits with its result until there is room${smallDisks.note}`,
    async () => {
      await using disk = await smallDisk(3000);
      const runner = waitingRunner();
      await using started = await startEnrolledAgent({ dataDir: disk.path, runner: () => runner });
      const { platform } = started;
      const wish = { json: { operation: 'script', inputs: [] } };
      await platform.ask('PUT', agentPaths.job('job-full-1'), wish);
      const run = await runner.begun();
      const filler = join(disk.path, 'of-somebody-else');
      await expect(writeFile(filler, Buffer.alloc(4_000_000))).rejects.toMatchObject({ code: 'ENOSPC' });
      const refused = await platform.ask('PUT', agentPaths.job('job-full-2'), wish);
      expect([refused.status, refused.json]).toMatchObject([507, { code: 'DISK_FULL' }]);
      const renewed = await platform.ask('POST', agentPaths.lease('job-full-1'), { json: { fence: 1 } });
      expect([renewed.status, renewed.json]).toEqual([200, { fence: 1, expiresInMs: 60_000 }]);
      run.end();
      expect((await platform.ask('GET', agentPaths.job('job-full-1'))).json).toMatchObject({ state: 'running' });
      await rm(filler);
      const events = eventsIn((await platform.ask('GET', agentPaths.events('job-full-1'))).bytes);
      expect(statesIn(events)).toEqual(['waiting', 'running', 'done']);
    },
  );
});
