import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { inspectImage } from '@forecourt/sdk/imaging';
import type { Progress } from '@forecourt/sdk/providers';
import { providerConformance } from '@forecourt/sdk/providers/conformance';
import { createRemoteProvider } from '@forecourt/sdk/providers/remote';
import type { Host } from '@forecourt/sdk/remote';
import { redCarPhoto, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatedTool, type Office, startOffice } from './office.ts';

let folder: TemporaryFolder;
let tool: Awaited<ReturnType<typeof gatedTool>>;
/** One cuts by the engine, the other by a tool that can be held up. */
let engine: Office;
let gated: Office;
let engineHost: Host;
let gatedHost: Host;
beforeAll(async () => {
  folder = await temporaryFolder();
  tool = await gatedTool(folder.path);
  [engine, gated] = await Promise.all([
    startOffice({ folder: folder.path, number: 1 }),
    startOffice({ folder: folder.path, number: 2, tool: tool.tool }),
  ]);
  engineHost = engine.connect();
  gatedHost = gated.connect();
  await Promise.all([engineHost.probe(), gatedHost.probe()]);
});
afterAll(async () => {
  await Promise.all([engineHost.close(), gatedHost.close()]);
  await Promise.all([engine[Symbol.asyncDispose](), gated[Symbol.asyncDispose]()]);
  await folder[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await rm(tool.gate, { force: true });
  await rm(tool.started, { force: true });
});

const photo = redCarPhoto({ seed: 77 });
const started = () => readFileSync(tool.started, 'utf8').trim().split('\n').length;

describe('a host as a provider', () => {
  for (const check of providerConformance({ create: () => createRemoteProvider({ hosts: [engineHost] }), photo }))
    it(check.title, check.run);

  it('gives the report of the engine there, and tells what it does', async () => {
    await using remote = createRemoteProvider({ hosts: () => [engineHost] });
    const told: Progress[] = [];
    const accepted: string[] = [];
    const cutout = await remote.removeBackground(
      { image: redCarPhoto({ seed: 5 }), previewWidthPx: 64, format: 'webp' },
      { onProgress: (progress) => told.push(progress), onAccepted: ({ providerJobId }) => accepted.push(providerJobId) },
    );
    expect(cutout).toMatchObject({ provider: 'remote', model: 'tiny', costUsd: 0, preview: { widthPx: 64 } });
    expect(cutout.report.verdict).toBeDefined();
    expect(inspectImage(cutout.bytes)).toMatchObject({ type: 'webp', hasAlpha: true });
    expect(new Set(told.map(({ stage }) => stage))).toEqual(new Set(['queued', 'upload', 'inference', 'download', 'report', 'encode']));
    expect(accepted).toEqual([expect.stringMatching(/^cutout-[0-9a-f]{64}$/)]);
  });

  it('scores what a tool gave, and puts its opacity on the photo’s own colours', async () => {
    await writeFile(tool.gate, '');
    await using remote = createRemoteProvider({ hosts: [gatedHost] });
    const cutout = await remote.removeBackground({ image: photo, format: 'jpeg', background: '#ffffff' });
    expect(cutout).toMatchObject({ model: 'gated', output: { format: 'jpeg' } });
    expect(cutout.report.verdict).toBeDefined();
  });

  it('finds a result again that was made before a crash, and makes it once', async () => {
    const image = redCarPhoto({ seed: 6 });
    const crashed = createRemoteProvider({ hosts: [gatedHost] });
    const first = crashed.removeBackground({ image });
    await expect.poll(started).toBe(1);
    // Another process asks while the first is gone; nobody cancels.
    const host = gated.connect();
    await using remote = createRemoteProvider({ hosts: [host] });
    const second = remote.removeBackground({ image });
    await writeFile(tool.gate, '');
    const [one, two] = await Promise.all([first, second]);
    expect(one.output.sha256).toBe(two.output.sha256);
    expect(started()).toBe(1);
    await remote.close();
    await host.close();
    await crashed.close();
  });

  it('makes the same once, however many ask at once', async () => {
    await using remote = createRemoteProvider({ hosts: [gatedHost] });
    const image = redCarPhoto({ seed: 7 });
    const all = [1, 2, 3].map(() => remote.removeBackground({ image }));
    await expect.poll(started).toBe(1);
    await writeFile(tool.gate, '');
    expect(new Set((await Promise.all(all)).map(({ output }) => output.sha256)).size).toBe(1);
    expect(started()).toBe(1);
  });

  it('leaves out a drained host, and says how each is', async () => {
    await using remote = createRemoteProvider({ hosts: [gatedHost, engineHost] });
    await gatedHost.drain(true);
    expect((await remote.removeBackground({ image: redCarPhoto({ seed: 8 }) })).model).toBe('tiny');
    expect(await remote.health()).toMatchObject({ state: 'degraded', code: 'HOST_DRAINING' });
    await gatedHost.drain(false);
    expect(await remote.health()).toMatchObject({ state: 'ready' });
  });

  it('takes another host where one cannot do it, and says so when none can', async () => {
    const other = gated.connect();
    await other.probe();
    await using remote = createRemoteProvider({ hosts: [other, engineHost] });
    await gated.kill();
    expect((await remote.removeBackground({ image: redCarPhoto({ seed: 9 }) })).model).toBe('tiny');
    await using alone = createRemoteProvider({ hosts: [other] });
    await expect(alone.removeBackground({ image: photo })).rejects.toMatchObject({ code: 'HOSTS_AWAY' });
    expect(await alone.health()).toMatchObject({ state: 'unavailable', code: 'HOST_UNREACHABLE' });
    await other.close();
    await gated.restart();
    await expect.poll(() => gatedHost.roads().some(({ isUsed }) => isUsed)).toBe(true);
    await using none = createRemoteProvider({ hosts: [] });
    await expect(none.removeBackground({ image: photo })).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
  });
});
