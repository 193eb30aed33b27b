import { randomBytes } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentPaths } from '@forecourt/sdk/remote';
import { smallDisk, smallDisks, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyRunner } from '../testing/copy-runner.ts';
import { type EnrolledAgent, startEnrolledAgent } from '../testing/enrolled-agent.ts';
import { announce, sendChunk, sendWhole, sha256Of } from '../testing/files.ts';

const hour = 3_600_000;
let folder: TemporaryFolder;
let started: EnrolledAgent;
let time: number;
beforeEach(async () => {
  folder = await temporaryFolder();
  time = Date.now();
});
afterEach(async () => {
  await started[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function start(keepFreeBytes = 0): Promise<void> {
  // What signs goes by the same clock.
  started = await startEnrolledAgent({ dataDir: folder.path, runner: copyRunner, keepFreeBytes, clock: { now: () => time } });
}

async function runJob(key: string, photo: Uint8Array): Promise<string> {
  const { platform } = started;
  const input = await sendWhole(platform, photo);
  await platform.ask('PUT', agentPaths.job(key), { json: { operation: 'removeBackground', inputs: [input] } });
  await platform.ask('GET', agentPaths.events(key));
  return sha256Of(Buffer.concat([photo, Buffer.from(', cut')]));
}

const files = () => readdir(join(folder.path, 'files'));

describe('what nobody needs any more', () => {
  it('goes after a day: ended jobs with their files and folders, and files that no job came for', async () => {
    await start();
    const result = await runJob('job-old-1', Buffer.from('old'));
    const orphan = await sendWhole(started.platform, Buffer.from('orphan'));
    const half = randomBytes(1000);
    await announce(started.platform, half);
    await sendChunk(started.platform, sha256Of(half), { chunk: half.subarray(0, 500) });
    time += 23 * hour;
    expect(await started.agent.sweep()).toEqual({ jobs: [], collected: [], files: [], strays: [], freedBytes: 0 });
    time += 2 * hour;
    const report = await started.agent.sweep();
    expect(report.jobs).toEqual(['job-old-1']);
    expect(new Set(report.files.map(({ sha256 }) => sha256))).toEqual(
      new Set([result, sha256Of(Buffer.from('old')), orphan.sha256, sha256Of(half)]),
    );
    expect(report.freedBytes).toBe(3 + 8 + 6 + 500);
    expect([await files(), await readdir(join(folder.path, 'runs'))]).toEqual([[], []]);
  });

  it('goes sooner where the disk is nearly full, but nothing of a job that was not collected', async () => {
    await start();
    const result = await runJob('job-new-1', Buffer.from('kept'));
    const orphan = await sendWhole(started.platform, Buffer.from('orphan'));
    await started[Symbol.asyncDispose]();
    // No disk has so much room: it counts as nearly full.
    await start(Number.MAX_SAFE_INTEGER);
    time += 2 * hour;
    const report = await started.agent.sweep();
    expect(report.files.map(({ sha256, why }) => [sha256, why])).toEqual([[orphan.sha256, 'the disk is nearly full']]);
    expect(new Set(await files())).toEqual(new Set([result, sha256Of(Buffer.from('kept'))]));
  });

  it('are results that were read in whole, where there is no room for new work: the oldest first, and no others', async () => {
    await start();
    const first = await runJob('job-read-1', Buffer.from('one'));
    time += 1000;
    const unread = await runJob('job-unread-1', Buffer.from('two'));
    const { platform } = started;
    await platform.ask('GET', agentPaths.file(first));
    await platform.ask('GET', agentPaths.file(unread), { headers: { range: 'bytes=0-2' } });
    expect((await started.agent.sweep()).collected).toEqual([]);
    await started[Symbol.asyncDispose]();
    await start(Number.MAX_SAFE_INTEGER);
    expect((await started.agent.sweep()).collected).toEqual(['job-read-1']);
    expect(new Set(await files())).toEqual(new Set([unread, sha256Of(Buffer.from('two'))]));
    // Who comes for it all the same has it made once more.
    const again = await started.platform.ask('GET', agentPaths.job('job-read-1'));
    expect(again.json).toMatchObject({ state: 'done' });
    expect((await started.platform.ask('GET', agentPaths.file(first))).status).toBe(404);
  });

  it.runIf(smallDisks.canBeMade)(`makes room for a file that would not fit else${smallDisks.note}`, async () => {
    await using disk = await smallDisk(3000);
    started = await startEnrolledAgent({ dataDir: disk.path, runner: copyRunner, clock: { now: () => time } });
    await sendWhole(started.platform, Buffer.alloc(1_500_000, 1));
    const next = Buffer.alloc(1_500_000, 2);
    expect((await announce(started.platform, next)).json).toMatchObject({ code: 'DISK_FULL' });
    time += 2 * hour;
    expect((await announce(started.platform, next)).status).toBe(201);
    await started[Symbol.asyncDispose]();
  });

  it('are strays that an agent left which was killed; what was written lately stays, it may be under way', async () => {
    await start();
    const [old, fresh] = [join(folder.path, 'files', 'a'.repeat(64)), join(folder.path, 'files', `${'b'.repeat(64)}.part`)];
    for (const path of [old, fresh]) await writeFile(path, 'x');
    await mkdir(join(folder.path, 'runs', '77'));
    const before = new Date(Date.now() - 2 * hour);
    await utimes(old, before, before);
    const { strays } = await started.agent.sweep();
    expect(strays).toEqual([`files/${'a'.repeat(64)}`, 'runs/77']);
    expect(await files()).toEqual([`${'b'.repeat(64)}.part`]);
  });

  it('is not an input that was announced again for the next job', async () => {
    await start();
    await runJob('job-one-1', Buffer.from('shared'));
    time += 1000;
    await sendWhole(started.platform, Buffer.from('another'));
    await announce(started.platform, Buffer.from('shared'));
    await started.platform.ask('POST', agentPaths.collected('job-one-1'), { json: { fence: 1 } });
    const wish = { operation: 'removeBackground', inputs: [{ sha256: sha256Of(Buffer.from('shared')), bytes: 6, name: 'car.jpg' }] };
    expect((await started.platform.ask('PUT', agentPaths.job('job-two-2'), { json: wish })).status).toBe(201);
  });
});
