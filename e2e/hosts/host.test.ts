import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostJobEvent } from '@forecourt/sdk/contract';
import {
  bytesSource,
  createHost,
  createSigner,
  directRoad,
  fileTarget,
  type Host,
  memoryTarget,
  type TransferProgress,
} from '@forecourt/sdk/remote';
import { redCarPhoto, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyRunner } from '../../packages/remote-agent/src/testing/copy-runner.ts';
import { startEnrolledAgent } from '../../packages/remote-agent/src/testing/enrolled-agent.ts';
import { gatedTool, type Office, startOffice } from './office.ts';

let folder: TemporaryFolder;
let office: Office;
let tool: Awaited<ReturnType<typeof gatedTool>>;
let host: Host;
const chunkBytes = 256 * 1024;
beforeAll(async () => {
  folder = await temporaryFolder();
  tool = await gatedTool(folder.path);
  office = await startOffice({ folder: folder.path, tool: tool.tool });
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await rm(tool.gate, { force: true });
  await rm(tool.started, { force: true });
  host = office.connect({ chunkBytes });
  await host.probe();
});
afterEach(() => host.close());

const usedRoad = () => host.roads().find(({ isUsed }) => isUsed)?.kind;
const open = () => writeFile(tool.gate, '');
const started = () => (existsSync(tool.started) ? readFileSync(tool.started, 'utf8').trim().split('\n').map(Number) : []);

describe('files to and from a host', () => {
  it('go on where they were when a road breaks, and lose one chunk at most', async () => {
    const bytes = randomBytes(4_000_000);
    const { direct, relay } = office.roads;
    const before = direct.sentBytes + relay.sentBytes;
    let down: Disposable | undefined;
    const told: TransferProgress[] = [];
    const onProgress = (progress: TransferProgress) => {
      told.push(progress);
      if (progress.doneBytes > 1_000_000) down ??= direct.down();
    };
    const file = await host.send(bytesSource(bytes, 'car.bin'), { onProgress });
    using _ = down;
    expect(told.at(-1)).toMatchObject({ doneBytes: bytes.byteLength, road: 'relay' });
    expect(told.at(-1)?.resumed).toBeGreaterThan(0);
    expect(told.some(({ road }) => road === 'direct')).toBe(true);
    // Heads of requests and the layers of TLS cost some bytes too.
    expect(direct.sentBytes + relay.sentBytes - before).toBeLessThan(bytes.byteLength + chunkBytes + 200_000);

    const target = memoryTarget();
    await host.fetch(file, target);
    expect(Buffer.compare(target.bytes, bytes)).toBe(0);
    const again: TransferProgress[] = [];
    await host.send(bytesSource(bytes, 'car.bin'), { onProgress: (progress) => again.push(progress) });
    expect(again.map(({ doneBytes }) => doneBytes)).toEqual([bytes.byteLength]);
  });

  it('are fetched into a .part that another process goes on with, and take their place whole', async () => {
    const bytes = randomBytes(3_000_000);
    const file = await host.send(bytesSource(bytes, 'cutout.bin'));
    const path = join(folder.path, 'cutout.bin');
    const given = new AbortController();
    {
      await using target = fileTarget(path);
      const onProgress = ({ doneBytes }: TransferProgress) => doneBytes > 1_000_000 && given.abort();
      await expect(host.fetch(file, target, { signal: given.signal, onProgress })).rejects.toMatchObject({ code: 'ABORTED' });
    }
    expect(existsSync(path)).toBe(false);
    const partBytes = readFileSync(`${path}.part`).byteLength;
    expect(partBytes).toBeGreaterThan(1_000_000);
    await using target = fileTarget(path);
    const first: TransferProgress[] = [];
    let down: Disposable | undefined;
    await host.fetch(file, target, {
      onProgress(progress) {
        first.push(progress);
        if (progress.doneBytes > 2_000_000) down ??= office.roads.direct.down();
      },
    });
    using _ = down;
    expect(first[0]?.doneBytes).toBeGreaterThan(partBytes);
    expect(createHash('sha256').update(readFileSync(path)).digest('hex')).toBe(file.sha256);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('refuses what is not what its name says, and what the host does not have', async () => {
    const source = { ...bytesSource(randomBytes(1000), 'car.bin'), sha256: 'a'.repeat(64) };
    await expect(host.send(source)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    const unknown = { sha256: 'b'.repeat(64), bytes: 10, name: 'x' };
    await expect(host.fetch(unknown, memoryTarget())).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('a job on a host', () => {
  let jobs = 0;
  async function begin(options: Partial<Parameters<Host['run']>[1]> = {}) {
    const key = `job-${process.pid}-${++jobs}`;
    const photo = await host.send(bytesSource(redCarPhoto({ seed: jobs }), 'car.png'));
    const events: HostJobEvent[] = [];
    const running = host.run(
      { operation: 'removeBackground', inputs: [photo] },
      { key, onEvent: (event) => events.push(event), ...options },
    );
    running.catch(() => undefined);
    await expect.poll(started).toHaveLength(1);
    return { key, photo, events, running };
  }
  const numbersOf = (events: readonly HostJobEvent[]) => events.map(({ sequence }) => sequence);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it('goes on while its roads are cut one after the other, and tells every event once and in order', async () => {
    const { photo, events, running } = await begin();
    expect(usedRoad()).toBe('direct');
    {
      using _ = office.roads.direct.down();
      await expect.poll(usedRoad).toBe('relay');
      office.roads.relay.cut();
    }
    await expect.poll(() => host.roads().every(({ state }) => state === 'up')).toBe(true);
    using _ = office.roads.relay.down();
    await open();
    const job = await running;
    expect(job).toMatchObject({ state: 'done', attempts: 1, items: [{ input: photo.sha256, output: expect.anything() }] });
    expect(numbersOf(events)).toEqual(upTo(job.lastSequence));
    expect(started()).toHaveLength(1);
  });

  it('ends once when its agent is killed in the middle and comes back', async () => {
    const { key, events, running } = await begin();
    await office.kill();
    await open();
    await office.restart();
    const job = await running;
    expect(job).toMatchObject({ state: 'done', attempts: 2 });
    expect(numbersOf(events)).toEqual(upTo(job.lastSequence));
    const [{ output } = { output: null }] = job.items;
    if (!output) throw new TypeError('there is no output');
    await host.fetch(output, memoryTarget());
    // The same key is the same job, also for a platform that knows nothing of it any more.
    await using other = office.connect();
    const again: HostJobEvent[] = [];
    expect(await other.run(job.request, { key, onEvent: (event) => again.push(event) })).toMatchObject({ state: 'done', attempts: 2 });
    expect(again).toEqual(events);
    await other.collected(key);
    await expect(host.fetch(output, memoryTarget())).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('is one job for all who send it, and is done once', async () => {
    const { key, photo, running } = await begin();
    await using other = office.connect();
    const second = other.run({ operation: 'removeBackground', inputs: [photo] }, { key });
    await expect.poll(async () => (await host.health()).capacity.busy).toBe(1);
    await open();
    expect(await second).toMatchObject({ state: 'done', attempts: 1 });
    expect(await running).toMatchObject({ state: 'done', attempts: 1 });
    expect(started()).toHaveLength(1);
  });

  it('ends with its whole tree of processes when it is cancelled', async () => {
    const given = new AbortController();
    const { running } = await begin({ signal: given.signal });
    const [pid = 0] = started();
    given.abort();
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
    await expect.poll(async () => (await host.health()).capacity.busy).toBe(0);
  });

  it('fails with what the host says went wrong', async () => {
    const missing = { sha256: 'c'.repeat(64), bytes: 10, name: 'car.png' };
    const ask = (wish: Parameters<Host['run']>[0], key: string) => host.run(wish, { key });
    await expect(ask({ operation: 'removeBackground', inputs: [missing] }, 'missing-input')).rejects.toMatchObject({
      code: 'INPUT_MISSING',
    });
    await host.drain(true);
    const photo = await host.send(bytesSource(redCarPhoto(), 'car.png'));
    await expect(ask({ operation: 'removeBackground', inputs: [photo] }, 'while-draining')).rejects.toMatchObject({
      code: 'HOST_DRAINING',
    });
    expect(await host.drain(false)).toMatchObject({ isDraining: false });
    await expect(ask({ operation: 'removeBackground', inputs: [] }, 'short')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('a host whose clock is an hour off', () => {
  it('is spoken to by its own clock', async () => {
    await using place = await temporaryFolder();
    const off = { now: () => Date.now() - 3_600_000 };
    await using enrolled = await startEnrolledAgent({ dataDir: place.path, runner: copyRunner, clock: off });
    const { agent, platform, key } = enrolled;
    const signer = createSigner({ key: platform.key, issuer: 'platform', audience: agent.hostId });
    const road = directRoad({ addresses: [agent.address], key: platform.key, hostKeys: () => [key.publicKey] });
    await using office = createHost({ id: agent.hostId, name: 'office', roads: [road], signer });
    const { time } = await office.health();
    expect(Math.abs(Date.parse(time) + 3_600_000 - Date.now())).toBeLessThan(60_000);
    expect(Math.abs(signer.offsetMs + 3_600_000)).toBeLessThan(60_000);
    expect(office.roads()).toMatchObject([{ kind: 'direct', state: 'up' }]);
  });
});
