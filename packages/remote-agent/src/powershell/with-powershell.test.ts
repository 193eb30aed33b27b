import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import type { HostJobWish } from '@forecourt/sdk/contract';
import { inspectImage } from '@forecourt/sdk/imaging';
import { installTinyModel, powerShell, redCarPhoto, repositoryFolder, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, createRunner } from '../runner/index.ts';
import { membersOf } from '../runner/process/tree.ts';
import { type Desk, makeDesk, picture, sha256Of } from '../runner/testing/kit.ts';

const scripts = join(repositoryFolder, 'packages', 'remote-agent', 'powershell');
const command: Command = {
  program: process.execPath,
  arguments: [join(repositoryFolder, 'packages', 'remote-agent', 'src', 'commands', 'main.ts')],
};
const engine = { ...command, arguments: [...command.arguments, 'engine', '--job'] };
const usual = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'];

let folder: TemporaryFolder;
let desk: Desk;
let content: Uint8Array;
const before = { ...process.env };

describe.skipIf(!powerShell.isThere)(`the scripts of a host, run by PowerShell${powerShell.note}`, () => {
  beforeAll(async () => {
    folder = await temporaryFolder();
    desk = await makeDesk(folder.path);
    content = await readFile(join(scripts, 'Remove-Background.ps1'));
    const { dataDir, cacheDir, model } = await installTinyModel(folder.path);
    Object.assign(process.env, { FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: model });
  });
  afterAll(async () => {
    for (const name of ['FORECOURT_DATA_DIR', 'FORECOURT_CACHE_DIR', 'FORECOURT_MODEL']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await folder[Symbol.asyncDispose]();
  });

  const runnerWith = (tool?: Command) =>
    createRunner({
      scripts: { read: async () => content },
      interpreter: { program: powerShell.path(), arguments: usual },
      engine,
      tool,
      cutter: { run: () => Promise.reject(new TypeError('no cutter here')), close: async () => undefined },
    });
  const wish = (changes: Partial<HostJobWish> = {}): HostJobWish => ({
    operation: 'removeBackground',
    inputs: [],
    script: { name: 'Remove-Background', version: '1.0.0', sha256: sha256Of(content) },
    ...changes,
  });
  const toolOf = async (text: string): Promise<Command> => {
    const path = join(folder.path, `tool-${sha256Of(Buffer.from(text)).slice(0, 8)}.mjs`);
    await writeFile(path, `import { copyFileSync, writeFileSync } from 'node:fs'; const [from, to] = process.argv.slice(2); ${text}`);
    return { program: process.execPath, arguments: [path, '{input}', '{output}', '--both={input},{output}'] };
  };

  it('cut cars out by the engine of the agent, tell progress, and say which photo could not be cut', async () => {
    await using runner = runnerWith();
    const inputs = [await desk.put("Grüner 'Wagen' $(1).png", redCarPhoto()), await desk.put('letter.jpg', Buffer.from('Dear Sir'))];
    const listener = desk.listen();
    const outcome = await runner.run(desk.job(wish({ inputs, parameters: { Format: 'webp', Quality: 80 } })), listener.context);
    expect(outcome).toMatchObject({ state: 'partly', exitCode: 10, problem: null });
    const [good, bad] = outcome.items;
    expect([good?.model, bad?.problem?.code]).toEqual(['tiny', 'UNSUPPORTED_TYPE']);
    const made = inspectImage(await readFile(join(desk.store, good?.output?.sha256 ?? '')));
    expect(made).toMatchObject({ type: 'webp', hasAlpha: true });
    expect(listener.events.some((event) => event.type === 'progress' && event.share > 0)).toBe(true);
    for (const noise of ['CLIXML', '\u001b']) expect(listener.log().join('\n')).not.toContain(noise);
  });

  it('hand names to a program of the host’s own as they are, each as one argument', async () => {
    await writeFile(join(folder.path, 'made.png'), await picture());
    const made = JSON.stringify(join(folder.path, 'made.png'));
    await using runner = runnerWith(await toolOf(`console.log(JSON.stringify(process.argv.slice(2))); copyFileSync(${made}, to);`));
    const names = ['$(id) & none;.jpg', '-rf {output}.jpg', "it's `here`.jpg", 'trailing\u00a0 é 🚗.jpg', '[a] #.jpg'];
    const inputs = await Promise.all(names.map((name) => desk.put(name, Buffer.from(name))));
    const listener = desk.listen();
    const outcome = await runner.run(desk.job(wish({ inputs })), listener.context);
    expect(outcome).toMatchObject({ state: 'done', exitCode: 0 });
    const expected = sha256Of(await picture());
    expect(outcome.items.map(({ output }) => output?.sha256)).toEqual(names.map(() => expected));
    const given = listener
      .log()
      .filter((line) => line.startsWith('['))
      .map((line): string[] => JSON.parse(line));
    expect(given.map(([from]) => from?.split(/[\\/]/).at(-1))).toEqual(names.map((name) => name.normalize('NFC')));
    expect(given.every(([from, to, both]) => both === `--both=${from},${to}`)).toBe(true);
  });

  it('say what they would do and do nothing with -WhatIf', async () => {
    await using runner = runnerWith(await toolOf('process.exit(1);'));
    const listener = desk.listen();
    const inputs = [await desk.put('a.png', redCarPhoto())];
    expect(await runner.run(desk.job(wish({ inputs, whatIf: true })), listener.context)).toMatchObject({
      state: 'done',
      exitCode: 0,
      items: [],
    });
    expect(listener.log().join('\n')).toContain('What if');
  });

  it.each([
    [
      'a batch file, which would read names as commands',
      { program: 'C:\\Tools\\cut.cmd', arguments: ['{input}', '{output}'] },
      {},
      40,
      'SCRIPT_TOOL_MISSING',
    ],
    ['a program that is not there', { program: '/no/such/program', arguments: ['{input}', '{output}'] }, {}, 40, 'SCRIPT_TOOL_MISSING'],
    ['a format that there is not', undefined, { format: 'bmp' }, 30, 'INVALID_INPUT'],
    ['a quality that cannot be', undefined, { quality: 'best' }, 30, 'INVALID_INPUT'],
    ['a model that there is not', undefined, { model: 'none-such' }, 40, 'MODEL_UNKNOWN'],
  ])('end with the code of %s', async (_, tool, parameters, exitCode, code) => {
    await using runner = runnerWith(tool);
    const inputs = [await desk.put('a.png', redCarPhoto())];
    const outcome = await runner.run(desk.job(wish({ inputs, parameters })), desk.listen().context);
    expect(outcome).toMatchObject({ state: 'failed', exitCode, problem: { code } });
  });

  it('say which photos a program failed with, and go on with the others', async () => {
    await writeFile(join(folder.path, 'made.png'), await picture());
    const made = JSON.stringify(join(folder.path, 'made.png'));
    await using runner = runnerWith(await toolOf(`if (from.endsWith('bad.jpg')) process.exit(3); copyFileSync(${made}, to);`));
    const inputs = [await desk.put('bad.jpg', Buffer.from('bad')), await desk.put('good.jpg', Buffer.from('good'))];
    const outcome = await runner.run(desk.job(wish({ inputs })), desk.listen().context);
    expect(outcome).toMatchObject({ state: 'partly', exitCode: 10 });
    expect(outcome.items.map(({ problem }) => problem?.code)).toEqual(['SCRIPT_FAILED', undefined]);
  });

  it('leave no process behind when they are cancelled', async () => {
    const cancel = new AbortController();
    await using runner = runnerWith(await toolOf(`console.log('busy'); setInterval(() => undefined, 1000);`));
    const listener = desk.listen(cancel.signal);
    const inputs = [await desk.put('a.jpg', Buffer.from('a'))];
    const outcome = runner.run(desk.job(wish({ inputs })), listener.context);
    await listener.heard(/busy/);
    cancel.abort();
    expect(await outcome).toMatchObject({ state: 'cancelled' });
    expect(await membersOf({ pid: null, mark: listener.processes[0]?.mark ?? 'none' })).toEqual([]);
  });

  const byHand = (file: string, args: readonly string[], env: Record<string, string> = {}) =>
    new Promise<{ code: number; out: string; error: string }>((resolve) => {
      const all = [...usual, '-File', join(scripts, file), ...args];
      execFile(powerShell.path(), all, { env: { ...process.env, NO_COLOR: '1', ...env } }, (error, out, said) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, error: said });
      });
    });

  it('are called by a person too, with names that look like patterns', async () => {
    const output = join(folder.path, 'by hand');
    const photo = join(folder.path, 'car [1].png');
    await writeFile(photo, redCarPhoto());
    // The agent as a command of its own.
    const agent = join(folder.path, 'agent');
    await writeFile(agent, `#!/bin/sh\nexec '${command.program}' '${command.arguments[0]}' "$@"\n`);
    await chmod(agent, 0o755);
    const asked = await byHand('Remove-Background.ps1', ['-LiteralPath', photo, '-OutputFolder', output, '-Agent', agent, '-WhatIf']);
    expect(asked.code).toBe(0);
    await expect(readdir(output)).rejects.toMatchObject({ code: 'ENOENT' });
    const done = await byHand('Remove-Background.ps1', ['-LiteralPath', photo, '-OutputFolder', output, '-Agent', agent]);
    expect(done.code).toBe(0);
    expect(await readdir(output)).toEqual(['car [1].png']);
    const lines = done.out
      .trim()
      .split('\n')
      .map((line): { seq: number; type: string } => JSON.parse(line));
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    expect(lines.at(-1)?.type).toBe('result');
    expect(
      await byHand('Remove-Background.ps1', ['-LiteralPath', `${photo}.none`, '-OutputFolder', output, '-Agent', agent]),
    ).toMatchObject({ code: 30 });
    expect(
      await byHand('Remove-Background.ps1', ['-LiteralPath', photo, '-OutputFolder', output, '-Agent', 'no-such-agent']),
    ).toMatchObject({ code: 40 });
  });

  it('install the agent, and nothing where the file is another or where they are only asked', async () => {
    const called = `import { appendFileSync } from 'node:fs'; appendFileSync(process.env.FORECOURT_AGENT_DATA_DIR + '/calls', process.argv.slice(2).join(' ') + ' [' + (process.env.FORECOURT_AGENT_TOKEN ?? 'none') + ']\\n');`;
    const agent = Buffer.from(called);
    const server = createServer((_, response) => response.end(agent));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const bin = join(folder.path, 'bin');
      await mkdir(bin, { recursive: true });
      await writeFile(join(bin, 'npm'), '#!/bin/sh\nprintf "npm\\n" >> "$FORECOURT_AGENT_DATA_DIR/calls"\n');
      await chmod(join(bin, 'npm'), 0o755);
      const env = { FORECOURT_AGENT_TOKEN: 'fce_secret', PATH: [bin, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter) };
      const run = (name: string, hash: string, more: readonly string[] = []) =>
        byHand(
          'Install-ForecourtAgent.ps1',
          ['-Platform', `http://127.0.0.1:${port}`, '-AgentSha256', hash, '-DataFolder', join(folder.path, name), ...more],
          env,
        );
      expect(await run('asked', sha256Of(agent), ['-WhatIf'])).toMatchObject({ code: 0 });
      await expect(readdir(join(folder.path, 'asked'))).rejects.toMatchObject({ code: 'ENOENT' });
      const wrong = await run('wrong', 'a'.repeat(64));
      expect([wrong.code, wrong.error]).toEqual([30, expect.stringContaining('is not the one')]);
      expect(await readdir(join(folder.path, 'wrong'))).toEqual([]);
      expect(await run('right', sha256Of(agent))).toMatchObject({ code: 0 });
      const calls = (await readFile(join(folder.path, 'right', 'calls'), 'utf8')).trim().split('\n');
      expect(calls.map((call) => call.split(' ')[0])).toEqual(['npm', 'enrol', 'service', 'doctor']);
      expect(calls.filter((call) => call.includes('fce_secret'))).toHaveLength(1);
    } finally {
      server.close();
    }
  });
});
