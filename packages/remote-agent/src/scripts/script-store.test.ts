import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostJobWish, ManifestEntry, ScriptManifest } from '@forecourt/sdk/contract';
import { generateHostKey, type HostKey, signDocument } from '@forecourt/sdk/remote';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunner } from '../runner/index.ts';
import { makeDesk, nodeInterpreter } from '../runner/testing/kit.ts';
import { openScriptStore, type ScriptStore } from './script-store.ts';
import { isAtLeast } from './version.ts';

const hostId = '01936f00-0000-7000-8000-000000000001';
let folder: TemporaryFolder;
let key: HostKey;
let store: ScriptStore;
const sent = new Map<string, Uint8Array>();

const open = () =>
  openScriptStore({
    folder: join(folder.path, 'scripts'),
    hostId,
    platformKeys: () => [key.publicKey],
    agentVersion: '1.2.0',
    file: async (sha256) => sent.get(sha256),
  });

beforeEach(async () => {
  folder = await temporaryFolder();
  key = await generateHostKey();
  store = await open();
});
afterEach(() => folder[Symbol.asyncDispose]());

function script(text: string, version: string, changes: Partial<ManifestEntry> = {}): ManifestEntry {
  const content = Buffer.from(text);
  const sha256 = createHash('sha256').update(content).digest('hex');
  sent.set(sha256, content);
  return {
    ...{ name: 'Remove-Background', version, sha256, bytes: content.length, parameters: [], minimumAgent: '1.0.0', isCurrent: true },
    ...changes,
  };
}

function manifest(
  number: number,
  scripts: readonly ManifestEntry[],
  changes: Partial<ScriptManifest> = {},
  by: HostKey = key,
): Promise<string> {
  return signDocument(by, { number, hostId, issuedAt: new Date().toISOString(), scripts, ...changes });
}

const choiceOf = ({ name, version, sha256 }: ManifestEntry) => ({ name, version, sha256 });
const placeOf = ({ sha256, name }: ManifestEntry) => join(folder.path, 'scripts', sha256, `${name}.ps1`);

describe('the scripts of a host', () => {
  it('are those of its manifest, also after a restart', async () => {
    const [one, two] = [script('one', '1.0.0', { isCurrent: false }), script('two', '2.0.0')];
    await expect(store.read(choiceOf(one))).rejects.toMatchObject({ code: 'SCRIPT_UNKNOWN' });
    await store.accept(await manifest(1, [one, two]));
    for (const at of [store, await open()]) {
      expect(at.manifest()).toMatchObject({ number: 1 });
      expect(String(await at.read(choiceOf(one)))).toBe('one');
      expect(String(await at.read(choiceOf(two)))).toBe('two');
    }
    await store.accept(await manifest(2, [two]));
    await expect(store.read(choiceOf(one))).rejects.toMatchObject({ code: 'SCRIPT_UNKNOWN' });
    await expect(store.read({ ...choiceOf(two), sha256: one.sha256 })).rejects.toMatchObject({ code: 'SCRIPT_UNKNOWN' });
    await expect(store.read({ ...choiceOf(two), version: '3.0.0' })).rejects.toMatchObject({ code: 'SCRIPT_UNKNOWN' });
    expect(new Set(await readdir(join(folder.path, 'scripts')))).toEqual(new Set([two.sha256, 'manifest.jws']));
  });

  it('are not taken from a manifest that somebody else signed, that is for another host, older or none at all', async () => {
    const one = script('one', '1.0.0');
    const stranger = await generateHostKey();
    const good = await manifest(5, [one]);
    await store.accept(good);
    const [head, , tail] = good.split('.');
    const forged = Buffer.from(JSON.stringify({ number: 9, hostId, issuedAt: new Date().toISOString(), scripts: [] })).toString(
      'base64url',
    );
    const bad = [
      await manifest(6, [one], {}, stranger),
      await manifest(6, [one], { hostId: '01936f00-0000-7000-8000-000000000002' }),
      await manifest(4, [one]),
      await manifest(5, []),
      await manifest(6, [{ ...one, sha256: 'short' }]),
      `${head}.${forged}.${tail}`,
      'nothing',
      '',
    ];
    for (const jws of bad) await expect(store.accept(jws)).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    expect(await store.accept(good)).toMatchObject({ number: 5 });
    expect(String(await store.read(choiceOf(one)))).toBe('one');
  });

  it('are refused when a file of theirs was altered, which is put away and kept', async () => {
    const one = script('Write-Output good', '1.0.0');
    await store.accept(await manifest(1, [one]));
    await writeFile(placeOf(one), 'Write-Output evil');
    await expect(store.read(choiceOf(one))).rejects.toMatchObject({ code: 'SCRIPT_ALTERED' });
    const quarantine = join(folder.path, 'scripts', 'quarantine');
    const [kept = ''] = await readdir(quarantine);
    expect(await readFile(join(quarantine, kept), 'utf8')).toBe('Write-Output evil');
    await expect(store.read(choiceOf(one))).rejects.toMatchObject({ code: 'SCRIPT_ALTERED', hint: expect.stringContaining('gone') });
    await store.accept(await manifest(2, [one]));
    expect(String(await store.read(choiceOf(one)))).toBe('Write-Output good');
  });

  it('are refused whole where one was not sent, and the former manifest goes on counting', async () => {
    const [one, two] = [script('one', '1.0.0'), script('two', '2.0.0')];
    await store.accept(await manifest(1, [one]));
    sent.delete(two.sha256);
    await expect(store.accept(await manifest(2, [two]))).rejects.toMatchObject({ code: 'SCRIPT_UNKNOWN' });
    sent.set(two.sha256, Buffer.from('another'));
    await expect(store.accept(await manifest(2, [two]))).rejects.toMatchObject({ code: 'SCRIPT_UNKNOWN' });
    expect(String(await store.read(choiceOf(one)))).toBe('one');
    expect((await open()).manifest()).toMatchObject({ number: 1 });
  });

  it('are not read from a manifest that was changed on the disk', async () => {
    const one = script('one', '1.0.0');
    await store.accept(await manifest(1, [one]));
    const path = join(folder.path, 'scripts', 'manifest.jws');
    await writeFile(path, await manifest(7, [one], {}, await generateHostKey()));
    await expect(open()).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    await rm(path);
    expect((await open()).manifest()).toBeNull();
  });

  it('that need a newer agent say so', async () => {
    const one = script('one', '1.0.0', { minimumAgent: '1.10.0' });
    await store.accept(await manifest(1, [one]));
    await expect(store.read(choiceOf(one))).rejects.toMatchObject({ code: 'AGENT_TOO_OLD' });
    expect([
      isAtLeast('1.10.0', '1.9.9'),
      isAtLeast('1.9.9', '1.10.0'),
      isAtLeast('2.0.0-next', '2.0.0'),
      isAtLeast('0.0.0', '0.0.1'),
    ]).toEqual([...[true, false, true, false]]);
  });

  it('are run as they were when a run began, while a roll-back comes in the middle of it', async () => {
    const body = (said: string) => `console.log('${said} begins'); const { existsSync } = await import('node:fs');
      while (!existsSync(job.parameters.go)) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log('${said} ends'); say({ type: 'result' });`;
    const [one, two] = [script(body('one'), '1.0.0', { isCurrent: false }), script(body('two'), '2.0.0')];
    await store.accept(await manifest(1, [one, two]));
    const desk = await makeDesk(join(folder.path, 'desk'));
    await using runner = createRunner({
      scripts: store,
      interpreter: nodeInterpreter,
      engine: { program: 'none', arguments: [] },
      cutter: { run: () => Promise.reject(new TypeError('no cutter here')), close: async () => undefined },
    });
    const go = join(folder.path, 'go');
    const start = (entry: ManifestEntry) => {
      const listener = desk.listen();
      const wish: HostJobWish = { operation: 'script', inputs: [], script: choiceOf(entry), parameters: { go } };
      return { ...listener, outcome: runner.run(desk.job(wish), listener.context) };
    };
    const underWay = start(two);
    await underWay.heard(/two begins/);
    await store.accept(await manifest(2, [{ ...one, isCurrent: true }]));
    await writeFile(go, '');
    expect(await underWay.outcome).toMatchObject({ state: 'done' });
    expect(underWay.log()).toEqual(['two begins', 'two ends']);
    expect(await start(two).outcome).toMatchObject({ state: 'failed', problem: { code: 'SCRIPT_UNKNOWN' } });
    expect(await start(one).outcome).toMatchObject({ state: 'done' });
  });
});
