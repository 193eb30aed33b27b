import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enrolForTest } from '../testing/enrolled-agent.ts';
import { variablesOfPlist } from './launchd.ts';
import { lentSettings } from './lent-settings.ts';
import type { ServiceOptions } from './options.ts';
import { planService } from './plan.ts';
import { settingsFile } from './settings-file.ts';
import { settleSettings } from './settle-settings.ts';
import { variablesOfUnit } from './systemd.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder[Symbol.asyncDispose]());

const where = (platform: NodeJS.Platform) => ({ platform, isSystem: false, home: folder.path });
const program = { program: '/bin/node', arguments: ['/a.mjs'] };
const sorted = (names: readonly string[]) => names.toSorted();

/** Sets a service up as a window does that has this environment, without telling the system. */
async function install(
  options: Pick<ServiceOptions, 'platform' | 'isSystem' | 'home'>,
  environment: Record<string, string>,
  isAnew = false,
) {
  const settled = await settleSettings({ ...options, isAnew, environment: { FORECOURT_AGENT_DATA_DIR: folder.path, ...environment } });
  const [file] = planService('install', { ...options, ...program, ...settled }).files;
  const path = options.platform === 'win32' ? join(folder.path, settingsFile) : (file?.path ?? '');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, file?.content ?? '');
  return settled;
}

describe('a service that is set up again from another window', () => {
  it.each(['linux', 'darwin', 'win32'] as const)(
    'keeps what it has and this window does not say, and tells which (%s)',
    async (platform) => {
      const tool = '{"name":"my \\"tool\\"","program":"/opt/100% & <more>/$tool","arguments":["{input}","{output}"]}';
      await install(where(platform), { FORECOURT_AGENT_TOOL: tool, FORECOURT_AGENT_SLOTS: '2', FORECOURT_AGENT_TOKEN: 'fce_once' });
      const again = await install(where(platform), { FORECOURT_AGENT_SLOTS: '3', FORECOURT_MODEL: 'tiny' });
      expect(again.kept).toEqual(['FORECOURT_AGENT_TOOL']);
      expect(again.environment).toEqual({
        ...{ FORECOURT_AGENT_TOOL: tool, FORECOURT_AGENT_SLOTS: '3', FORECOURT_MODEL: 'tiny' },
        FORECOURT_AGENT_DATA_DIR: folder.path,
      });
      const third = await install(where(platform), {});
      expect([third.environment, sorted(third.kept)]).toEqual([
        again.environment,
        ['FORECOURT_AGENT_SLOTS', 'FORECOURT_AGENT_TOOL', 'FORECOURT_MODEL'],
      ]);
      const anew = await install(where(platform), {}, true);
      expect(anew).toMatchObject({ kept: [], environment: { FORECOURT_AGENT_DATA_DIR: folder.path } });
      expect((await install(where(platform), {})).kept).toEqual([]);
    },
  );

  it('has the folder that it was set up with, and those of its engine go with that', async () => {
    const options = { ...where('linux'), isSystem: false };
    await install(options, { FORECOURT_AGENT_DATA_DIR: '/srv/agent' });
    const { dataDir, kept } = await settleSettings({ ...options, isAnew: false, environment: {} });
    expect([dataDir, kept]).toEqual(['/srv/agent', ['FORECOURT_AGENT_DATA_DIR']]);
    const computer = { ...where('win32'), isSystem: true };
    await install(computer, { FORECOURT_CACHE_DIR: '/d/cache' });
    const moved = await install(computer, {});
    expect(moved.environment).toMatchObject({ FORECOURT_CACHE_DIR: '/d/cache', FORECOURT_DATA_DIR: join(folder.path, 'engine') });
    expect(moved.kept).toEqual(['FORECOURT_CACHE_DIR']);
    await writeFile(
      join(folder.path, settingsFile),
      JSON.stringify({ environment: { FORECOURT_AGENT_DATA_DIR: '/old', FORECOURT_DATA_DIR: '/old/engine' } }),
    );
    expect((await install(computer, {})).environment).toMatchObject({ FORECOURT_DATA_DIR: join(folder.path, 'engine') });
  });

  it('has the proxy of the window from then on, where the platform is reached by one, and lends what it has to who looks at it', async () => {
    const options = where('win32');
    const proxies = { HTTPS_PROXY: 'http://ada:secret@proxy:8080', NO_PROXY: 'inside.example' };
    expect((await install(options, proxies)).proxy).toBe(undefined);
    await enrolForTest(folder.path, { platformUrl: 'https://inside.example' });
    expect((await install(options, proxies)).proxy).toBe(undefined);
    await enrolForTest(folder.path, { platformUrl: 'https://cars.example' });
    const set = await install(options, { ...proxies, FORECOURT_AGENT_SLOTS: '2' });
    expect([set.proxy, set.environment]).toMatchObject(['http://proxy:8080', { FORECOURT_AGENT_PROXY: 'http://ada:secret@proxy:8080/' }]);
    expect(await install(options, { HTTPS_PROXY: 'http://other' })).toMatchObject({ proxy: undefined, environment: set.environment });
    const lent = await lentSettings({ FORECOURT_AGENT_DATA_DIR: folder.path, FORECOURT_AGENT_SLOTS: '3' }, options);
    expect(lent).toEqual({ FORECOURT_AGENT_PROXY: 'http://ada:secret@proxy:8080/' });
    expect(await lentSettings({ FORECOURT_AGENT_DATA_DIR: join(folder.path, 'another') }, options)).toEqual({});
  });

  it('is not set up with what the agent of now does not know, nor with what was spoilt, unless that is forgotten', async () => {
    const path = join(folder.path, settingsFile);
    for (const [text, code] of [
      ['{"environment":{"FORECOURT_AGENT_OLD_ONE":"1"}}', 'UNKNOWN_SETTING'],
      ['{"environment":{"FORECOURT_AGENT_SLOTS":"none"}}', 'INVALID_INPUT'],
      ['{', 'INVALID_INPUT'],
    ]) {
      await writeFile(path, text ?? '');
      await expect(install(where('win32'), {})).rejects.toMatchObject({ code, hint: expect.stringContaining('--anew') });
    }
    expect((await install(where('win32'), {}, true)).kept).toEqual([]);
  });
});

it('reads back from units and jobs whatever it wrote there', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('\\', '"', '%', '$', '&', ';', '<', "'", 'a') }),
  );
  // Signs of control are refused before.
  const environment = fc.dictionary(
    fc.stringMatching(/^FORECOURT_[A-Z\d_]{1,9}$/),
    value.map((text) => text.replaceAll(/\p{Cc}/gu, '')),
  );
  fc.assert(
    fc.property(environment, (given) => {
      const options = { ...program, dataDir: '/d', environment: { ...given }, isSystem: true, home: '/h' };
      const read = (platform: NodeJS.Platform) => String(planService('install', { ...options, platform }).files[0]?.content);
      expect(variablesOfUnit(read('linux'))).toEqual({ ...given });
      expect(variablesOfPlist(read('darwin'))).toEqual({ ...given });
    }),
  );
});
