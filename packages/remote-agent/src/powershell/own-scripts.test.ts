import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { readScript } from './read-script.ts';

const folder = join(repositoryFolder, 'packages', 'remote-agent', 'powershell');
const read = (name: string) => readFile(join(folder, name), 'utf8');

/** Commands that take a path as a pattern unless it is given by -LiteralPath. */
const takesPatterns =
  /^(get-item|get-childitem|get-content|set-content|test-path|remove-item|move-item|copy-item|rename-item|get-filehash|resolve-path)$/i;

describe.each(['Remove-Background.ps1', 'Install-ForecourtAgent.ps1'])('%s', (name) => {
  it('is read by 5.1 and breaks none of its rules', async () => {
    const { problems } = await readScript(await read(name));
    expect(problems.filter(({ message }) => !message.includes('JobFile'))).toEqual([]);
  });

  it('says what it is for, and each of its parameters', async () => {
    const text = await read(name);
    const { help, parameters } = await readScript(text.replaceAll(/ParameterSetName = '\w+'/g, "HelpMessage = ''"));
    expect(help.length).toBeGreaterThan(20);
    expect(parameters.length).toBeGreaterThan(6);
    expect(parameters.filter((parameter) => parameter.help === '').map((parameter) => parameter.name)).toEqual([]);
    expect(text).toMatch(/Exit codes: /);
  });

  it('takes no path for a pattern, shows no progress, and stops at the first error', async () => {
    const text = await read(name);
    const { commands } = await readScript(text);
    const loose = commands.filter((command) => takesPatterns.test(command.name) && !command.parameters.includes('LiteralPath'));
    expect(loose).toEqual([]);
    expect(commands.some((command) => takesPatterns.test(command.name))).toBe(true);
    for (const line of ['Set-StrictMode -Version Latest', "$ErrorActionPreference = 'Stop'", "$ProgressPreference = 'SilentlyContinue'"]) {
      expect(text).toContain(line);
    }
    expect(text).toContain('SupportsShouldProcess = $true');
    expect(text).toContain('#Requires -Version 5.1');
  });
});

it('the script that removes backgrounds offers what stands beside its job file, and no program to run', async () => {
  const { problems, parameters } = await readScript(await read('Remove-Background.ps1'));
  expect(problems).toEqual([]);
  expect(parameters.map(({ name, type, isRequired }) => [name, type, isRequired])).toEqual([
    ['Format', 'choice', false],
    ['Background', 'text', false],
    ['Quality', 'number', false],
    ['Careful', 'switch', false],
    ['Model', 'text', false],
  ]);
});

it('the installer for Windows calls its system’s programs by their place, and closes what it puts there', async () => {
  const text = await read('Install-ForecourtAgent.ps1');
  const { commands } = await readScript(text);
  // A name alone is looked for in the folder that somebody stands in, by some.
  expect(commands.filter(({ name }) => /\.exe$/i.test(name))).toEqual([]);
  expect(text).not.toMatch(/-Program '/);
  const closed = commands.filter(({ name }) => name === 'Protect-Place').map((command) => command.arguments.at(-1));
  expect(closed).toEqual(["'M'", "'RX'", "'RX'", "'RX'", "'RX'"]);
  const calls = commands.filter(({ name }) => name === 'Invoke-Step').length;
  expect(calls).toBe(4);
});

it('the installers bring what the agent is tested with', async () => {
  const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
    await readFile(join(folder, '..', 'package.json'), 'utf8'),
  );
  const [windows, unix] = await Promise.all([read('Install-ForecourtAgent.ps1'), read('install-forecourt-agent.sh')]);
  for (const name of ['sharp', 'onnxruntime-node']) {
    expect(windows).toContain(`'${name}@${devDependencies[name]}'`);
    expect(unix).toContain(`${name}@${devDependencies[name]}`);
  }
});
