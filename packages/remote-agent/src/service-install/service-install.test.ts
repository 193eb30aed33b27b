import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyPlan, describePlan } from './apply.ts';
import type { ServiceOptions } from './options.ts';
import { planService } from './plan.ts';
import { readServiceSettings } from './settings-file.ts';
import { isOfOnePerson, notInTask } from './windows-task.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const options = (changes: Partial<ServiceOptions> = {}): ServiceOptions => ({
  platform: 'linux',
  program: '/opt/node $1/bin/node',
  arguments: ['/srv/100% "agent"/forecourt-agent.mjs', 'run'],
  dataDir: '/var/lib/forecourt-agent',
  environment: { FORECOURT_AGENT_DATA_DIR: '/var/lib/forecourt-agent', FORECOURT_AGENT_SLOTS: '2' },
  isSystem: true,
  home: '/home/ada',
  ...changes,
});
const windows = () =>
  options({
    platform: 'win32',
    program: 'C:\\Program Files\\nodejs\\node.exe',
    arguments: ['C:\\ProgramData\\A & B\\forecourt-agent.mjs', 'run'],
    dataDir: 'C:\\ProgramData\\A & B',
    environment: { FORECOURT_AGENT_DATA_DIR: 'C:\\ProgramData\\A & B' },
  });

describe('the agent as a service', () => {
  it('is a unit of systemd that always comes back, with every sign as it is', () => {
    const plan = planService('install', options());
    const [file] = plan.files;
    expect(file?.path).toBe('/etc/systemd/system/forecourt-agent.service');
    const lines = String(file?.content).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'ExecStart="/opt/node $$1/bin/node" "/srv/100%% \\"agent\\"/forecourt-agent.mjs" "run"',
        'Environment="FORECOURT_AGENT_SLOTS=2"',
        'Restart=always',
        'NoNewPrivileges=true',
        'WantedBy=multi-user.target',
      ]),
    );
    expect(plan.commands.map((command) => command.arguments.join(' '))).toEqual([
      ...['daemon-reload', 'enable forecourt-agent.service', 'restart forecourt-agent.service'],
    ]);
    const own = planService('install', options({ isSystem: false }));
    expect(own.files[0]?.path).toBe('/home/ada/.config/systemd/user/forecourt-agent.service');
    expect(own.commands.every((command) => command.arguments[0] === '--user')).toBe(true);
    expect(String(own.files[0]?.content)).toContain('WantedBy=default.target');
  });

  it('is a task of Windows that begins with the computer, whether or not anybody signs in, and is begun again', () => {
    const plan = planService('install', windows());
    const [settings, task] = plan.files;
    const bytes = Buffer.from(task?.content ?? '');
    expect([bytes[0], bytes[1]]).toEqual([0xff, 0xfe]);
    const xml = bytes.toString('utf16le').slice(1);
    for (const part of [
      ...[
        '<BootTrigger>',
        '<Interval>PT1M</Interval>',
        '<MultipleInstancesPolicy>IgnoreNew',
        '<UserId>S-1-5-19</UserId>',
        '<RestartOnFailure>',
      ],
      ...[
        '<Priority>5<',
        '<ExecutionTimeLimit>PT0S<',
        '<DisallowStartIfOnBatteries>false<',
        '<WorkingDirectory>C:\\ProgramData\\A &amp; B<',
      ],
    ]) {
      expect(xml).toContain(part);
    }
    expect(xml).toContain(
      '<Command>C:\\Program Files\\nodejs\\node.exe</Command>\n      <Arguments>&quot;C:\\ProgramData\\A &amp; B\\forecourt-agent.mjs&quot; &quot;run&quot; &quot;--settings&quot; &quot;C:\\ProgramData\\A &amp; B\\service.json&quot;<',
    );
    expect(settings?.path).toBe('C:\\ProgramData\\A & B\\service.json');
    // Every element is closed in its order, as far as text can tell.
    const open: string[] = [];
    for (const [, slash, name = ''] of xml.matchAll(/<(\/?)([A-Za-z]+)[^>]*?(?<!\?)>/g)) {
      if (slash === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    expect(plan.commands.map((command) => command.arguments.slice(0, 3).join(' '))).toEqual([
      ...['/End /TN Forecourt Agent', 'C:\\ProgramData\\A & B /grant *S-1-5-19:(OI)(CI)M'],
      ...['/Create /TN Forecourt Agent', '/Run /TN Forecourt Agent'],
    ]);
    expect(planService('remove', windows()).commands.map((command) => command.arguments.join(' '))).toEqual([
      ...['/End /TN Forecourt Agent', '/Delete /TN Forecourt Agent /F'],
    ]);
  });

  it('gets its settings on Windows by a file, since a program of a dealer’s own is named with quotes in them', async () => {
    const tool = '{"name":"rembg","program":"C:\\\\Tools & more\\\\rembg.exe","arguments":["i","{input}","{output}","100%"]}';
    const given = { FORECOURT_AGENT_TOOL: tool, FORECOURT_AGENT_PORT: '7500' };
    const plan = planService('install', { ...windows(), environment: given });
    const path = join(folder.path, 'service.json');
    await writeFile(path, plan.files[0]?.content ?? '');
    expect(await readServiceSettings(path)).toEqual(given);
    expect(plan.notes.join(' ')).toContain('localport=7500');
    for (const text of ['{', '{"environment":{"PATH":"C:\\\\x"}}']) {
      await writeFile(path, text);
      await expect(readServiceSettings(path)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(['C:\\a "b"', '%TEMP%\\x', 'C:\\$(Arg0)', 'C:\\A & B ^ (x86)\\$x'].map((text) => notInTask.test(text))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it.each([
    ['C:\\Program Files\\nodejs\\node.exe', false],
    ['C:\\ProgramData\\Forecourt\\agent\\forecourt-agent.mjs', false],
    ['D:\\Users\\ada\\node.exe', false],
    ['C:\\Users\\Public\\node\\node.exe', false],
    ['c:\\users\\ADA\\AppData\\Local\\nvm\\v24.1.0\\node.exe', true],
    ['C:\\Users\\bob\\AppData\\Roaming\\npm\\node_modules\\x.js', true],
  ])('is kept from what only one person may read: %s', (path, isRefused) => {
    expect(isOfOnePerson(path, 'C:\\Users\\ada')).toBe(isRefused);
  });

  it('is a job of launchd on a Mac', () => {
    const plan = planService('install', options({ platform: 'darwin', isSystem: false, home: '/Users/ada' }));
    expect(plan.files[0]?.path).toBe('/Users/ada/Library/LaunchAgents/com.forecourt.agent.plist');
    const text = String(plan.files[0]?.content);
    for (const part of [
      '<key>KeepAlive</key>\n  <true/>',
      '<key>RunAtLoad</key>',
      '<string>/srv/100% &quot;agent&quot;/forecourt-agent.mjs</string>',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('is only said with a dry run, file by file and command by command', () => {
    const text = describePlan(planService('install', windows()));
    for (const part of [
      '# writes C:\\ProgramData\\A & B\\forecourt-agent-task.xml',
      '<Task version="1.4"',
      'schtasks.exe /Create /TN "Forecourt Agent"',
    ]) {
      expect(text).toContain(part);
    }
    expect(describePlan(planService('remove', options()))).toContain('# removes /etc/systemd/system/forecourt-agent.service');
  });
});

describe.skipIf(process.platform === 'win32')('setting a service up', () => {
  it('writes its files and runs its commands, and says which one refused', async () => {
    const [tool, calls, path] = ['tool', 'calls', 'unit/agent.service'].map((name) => join(folder.path, name));
    await mkdir(join(folder.path, 'unit'));
    await writeFile(tool ?? '', `#!/bin/sh\necho "$*" >> '${calls}'\n[ "$1" != refuse ] || { echo 'not root' >&2; exit 4; }\n`);
    await chmod(tool ?? '', 0o755);
    const run = (...args: string[]) => ({ program: tool ?? '', arguments: args });
    const plan = { title: 'a unit', files: [{ path: path ?? '', content: 'text' }], commands: [run('a b', 'c')], remove: [], notes: [] };
    await applyPlan(plan);
    expect([await readFile(path ?? '', 'utf8'), await readFile(calls ?? '', 'utf8')]).toEqual(['text', 'a b c\n']);
    // The password of a proxy may stand in it.
    expect((await stat(path ?? '')).mode & 0o777).toBe(0o600);
    await expect(applyPlan({ ...plan, commands: [run('refuse')] })).rejects.toMatchObject({
      message: expect.stringContaining('ended with 4: not root'),
    });
    await applyPlan({ ...plan, files: [], commands: [{ ...run('refuse'), mayFail: true }], remove: [path ?? ''] });
    await expect(readFile(path ?? '')).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(tool ?? '');
    await expect(applyPlan(plan)).rejects.toSatisfy((error) => ForecourtError.is(error) && error.code === 'SCRIPT_TOOL_MISSING');
  });
});
