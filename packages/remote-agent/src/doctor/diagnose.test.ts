import { chmod, mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { agentDiagnosticsSchema, type CheckResult } from '@forecourt/sdk/contract';
import { generateHostKey, type HostKey, signDocument } from '@forecourt/sdk/remote';
import { type HttpReceiver, installTinyModel, startHttpReceiver, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepIdentity } from '../config/config.ts';
import { placesIn } from '../config/places.ts';
import { tellRunning } from '../config/running.ts';
import { openDatabase } from '../journal/database.ts';
import { checksOf, diagnose } from './diagnose.ts';
import { lookAt } from './finding.ts';
import type { DiagnoseOptions } from './options.ts';

const hostId = '01936f00-0000-7000-8000-000000000001';
let folder: TemporaryFolder;
let platform: HttpReceiver;
let platformKey: HostKey;
let settings: DiagnoseOptions['settings'];

beforeEach(async () => {
  folder = await temporaryFolder();
  platform = await startHttpReceiver();
  platform.answer(401);
  platformKey = await generateHostKey();
  const tool = { name: 'my-tool', program: process.execPath, arguments: ['{input}', '{output}'], format: 'png' } as const;
  settings = {
    ...{ dataDir: folder.path, host: '127.0.0.1', port: 0, keepFreeBytes: 1, tool: { ...tool, arguments: [...tool.arguments] } },
    interpreter: { program: process.execPath, arguments: [] },
    proxyFor: () => undefined,
  };
  await enrol();
});
afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function enrol(changes: { platformUrl?: string; keySince?: string } = {}) {
  await keepIdentity(folder.path, {
    key: await generateHostKey(),
    config: {
      ...{ hostId, dealership: 'Ada Cars', name: 'Fast PC', platformKeys: [platformKey.publicKey], relayUrl: 'wss://127.0.0.1:1/relay' },
      ...{ platformUrl: platform.url, keySince: new Date().toISOString(), ...changes },
    },
  });
}

async function look(name: string, changes: Partial<DiagnoseOptions> = {}): Promise<CheckResult | undefined> {
  const checks = checksOf({ settings, ...changes });
  const wanted = checks.find((check) => check.name === name);
  const results = await lookAt(checks.filter((check) => check === wanted || wanted?.needs?.includes(check.name)));
  return results.find((result) => result.name === name);
}
const ahead = (ms: number) => ({ clock: { now: () => Date.now() + ms } });

describe('the diagnostics of an agent', () => {
  it('say of each part that it works', async () => {
    const found = await diagnose({ settings, running: { line: () => ({ state: 'open', problem: null }) } });
    expect(agentDiagnosticsSchema.parse(found)).toEqual(found);
    expect(found.checks.filter(({ state }) => state !== 'ok').map(({ name, message }) => `${name}: ${message}`)).toEqual([]);
    expect(found.checks.map(({ name }) => name)).toEqual([
      ...[
        'node',
        'enrolment',
        'key',
        'platform',
        'clock',
        'line',
        'direct',
        'disk',
        'memory',
        'journal',
        'scripts',
        'powershell',
        'engine',
      ],
    ]);
  });

  it('skip what needs a part that failed', async () => {
    const { checks } = await diagnose({ settings: { ...settings, dataDir: join(folder.path, 'none') } });
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({
      enrolment: 'failed',
      key: 'skipped',
      platform: 'skipped',
      clock: 'skipped',
      scripts: 'skipped',
      journal: 'ok',
    });
    expect(checks.find(({ name }) => name === 'enrolment')?.hint).toContain('forecourt-agent enrol');
  });

  it.each([
    [0, 'ok'],
    [-10_000, 'warning'],
    [3_600_000, 'failed'],
    [-3_600_000, 'failed'],
  ])('judge a clock that is %i ms off: %s', async (offMs, state) => {
    expect(await look('clock', ahead(offMs))).toMatchObject({ state });
  });

  it('name each part that is broken, and say what to do', async () => {
    const problems: [string, () => Promise<CheckResult | undefined>, string, RegExp][] = [
      ['a key that others can read', () => chmod(placesIn(folder.path).key, 0o644).then(() => look('key')), 'failed', /chmod 600/],
      ['a key that never changed', () => enrol({ keySince: '2020-01-01T00:00:00.000Z' }).then(() => look('key')), 'warning', /platform/],
      ['a full disk', () => look('disk', { settings: { ...settings, keepFreeBytes: 1e18 } }), 'failed', /Free some space/],
      [
        'a line that is down',
        () => look('line', { running: { line: () => ({ state: 'waiting', problem: { message: 'No.', hint: 'Proxy' } }) } }),
        'warning',
        /Proxy/,
      ],
      [
        'a tool that is gone',
        () => look('engine', { settings: { ...settings, tool: settings.tool && { ...settings.tool, program: 'no-such' } } }),
        'failed',
        /full path/,
      ],
    ];
    for (const [part, find, state, hint] of problems) {
      expect({ part, found: await find() }).toMatchObject({ part, found: { state, hint: expect.stringMatching(hint) } });
    }
  });

  it('tell a platform that cannot be reached from one that has a problem', async () => {
    platform.answer(503);
    expect(await look('platform')).toMatchObject({ state: 'failed', hint: expect.stringContaining('Try again') });
    await enrol({ platformUrl: 'http://127.0.0.1:1' });
    expect(await look('platform')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('No connection'),
      hint: expect.stringContaining('firewall'),
    });
  });

  it('say who listens at the port of the direct road', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const at = { settings: { ...settings, port } };
      expect(await look('direct', at)).toMatchObject({ state: 'failed', message: expect.stringContaining('Another program') });
      await using _ = {
        [Symbol.asyncDispose]: await tellRunning(folder.path, {
          pid: process.pid,
          localPort: 1,
          version: '0.1.0',
          startedAt: new Date().toISOString(),
        }),
      };
      expect(await look('direct', at)).toMatchObject({ state: 'ok', message: expect.stringContaining('listens') });
      server.close();
      await new Promise((resolve) => server.once('close', resolve));
      expect(await look('direct', at)).toMatchObject({ state: 'failed', message: expect.stringContaining('Nothing listens') });
    } finally {
      server.close();
    }
  });

  it('find a journal that is damaged, and leave one that is in use alone', async () => {
    const { journal, scripts } = placesIn(folder.path);
    using database = openDatabase(journal);
    expect(await look('journal')).toMatchObject({ state: 'ok', message: 'An agent runs with it.' });
    database[Symbol.dispose]();
    expect(await look('journal')).toMatchObject({ state: 'ok', message: 'It is whole.' });
    await writeFile(journal, 'this is no journal of any kind, but some text that is long enough to be taken for one'.repeat(50));
    expect(await look('journal')).toMatchObject({ state: 'failed' });
    await mkdir(scripts, { recursive: true });
    await writeFile(join(scripts, 'manifest.jws'), await signDocument(await generateHostKey(), { number: 1 }));
    expect(await look('scripts')).toMatchObject({ state: 'failed', hint: expect.stringContaining('another platform signed it') });
  });

  it('cut a real picture, and name a model that is not there', async () => {
    const { dataDir, cacheDir, model } = await installTinyModel(folder.path);
    const before = { ...process.env };
    try {
      Object.assign(process.env, { FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: model });
      expect(await look('engine', { settings: { ...settings, tool: undefined } })).toMatchObject({
        state: 'ok',
        message: expect.stringContaining('tiny cut a picture'),
      });
      process.env.FORECOURT_MODEL = 'none-such';
      expect(await look('engine', { settings: { ...settings, tool: undefined } })).toMatchObject({
        state: 'failed',
        message: expect.stringContaining('none-such'),
      });
    } finally {
      for (const name of ['FORECOURT_DATA_DIR', 'FORECOURT_CACHE_DIR', 'FORECOURT_MODEL']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });
});
