import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installTinyModel, repositoryFolder, startGuarded, temporaryFolder } from '@forecourt/testing';
import type { GatedTool } from './gated-tool.ts';

/** As computers fetch it: the app that a test has started has packed it. One file starts in a quarter of the time that its sources take. */
const agentPath = join(repositoryFolder, 'packages', 'remote-agent', 'dist', 'forecourt-agent.mjs');
const interpreter = {
  program: process.execPath,
  arguments: [fileURLToPath(new URL('../children/stand-in-for-powershell.mjs', import.meta.url))],
};

/** A computer in the office: a real agent as a process of its own, with its data folder and the tiny model. */
export interface HostComputer extends AsyncDisposable {
  /** Pastes the line: enrols with its token, then runs the agent. */
  connect(options: { readonly platformUrl: string; readonly token: string }): Promise<void>;
  /** Ends the agent as a power cut does, or in order. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  output(): string;
}

export interface HostComputerOptions {
  /** Where its direct road is said to be; one where nobody listens leaves the relay alone. */
  readonly addresses?: readonly string[];
  /** Jobs at once. */
  readonly slots?: number;
  /** What it cuts with instead of the tiny model. */
  readonly tool?: GatedTool;
}

export async function makeHostComputer({ addresses = [], slots, tool }: HostComputerOptions = {}): Promise<HostComputer> {
  const folder = await temporaryFolder();
  const { model, dataDir, cacheDir } = await installTinyModel(folder.path);
  const env = {
    ...{ FORECOURT_MODEL: model, FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir },
    FORECOURT_AGENT_DATA_DIR: join(folder.path, 'agent'),
    ...{ FORECOURT_AGENT_HOST: '127.0.0.1', FORECOURT_AGENT_PORT: '0', FORECOURT_AGENT_KEEP_FREE_MB: '0' },
    FORECOURT_AGENT_INTERPRETER: JSON.stringify(interpreter),
    ...(tool && { FORECOURT_AGENT_TOOL: tool.setting }),
    ...(slots !== undefined && { FORECOURT_AGENT_SLOTS: String(slots) }),
  };
  const flags = ['--disable-warning=ExperimentalWarning', agentPath];
  let running: Awaited<ReturnType<typeof startGuarded>> | undefined;
  const start = async () => {
    running = await startGuarded(process.execPath, [...flags, 'run'], { ready: /listens at/, cwd: folder.path, env });
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    await running?.end(signal);
    running = undefined;
  };
  return {
    async connect({ platformUrl, token }) {
      const given = addresses.flatMap((address) => ['--address', address]);
      await promisify(execFile)(process.execPath, [...flags, 'enrol', '--platform', platformUrl, ...given], {
        cwd: folder.path,
        env: { PATH: process.env.PATH, ...env, FORECOURT_AGENT_TOKEN: token },
      });
      await start();
    },
    start,
    stop,
    output: () => running?.output() ?? '',
    async [Symbol.asyncDispose]() {
      await stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A script for {@link interpreter}: PowerShell by its parameters and help, JavaScript by what it does. */
export function copyScript({ note = '', waitsForFile = '' }: { readonly note?: string; readonly waitsForFile?: string } = {}): string {
  return `<#
.SYNOPSIS
Copies each photo into the results.
.PARAMETER Label
What stands before each name.
.PARAMETER Fast
Does not look twice.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $JobFile,
    [string] $Label = 'copy',
    [ValidateSet('png', 'webp')] [string] $Format = 'png',
    [switch] $Fast
)
<#js
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
const label = job.parameters.Label ?? 'copy';
say({ type: 'log', level: 'info', text: 'Begins with ' + job.inputs.length + ' photos.${note}' });
const gate = ${JSON.stringify(waitsForFile)};
for (const [index, { sha256, name, path }] of job.inputs.entries()) {
  if (gate !== '' && index > 0) while (!existsSync(gate)) await pause(50);
  const output = join(job.outputFolder, label + '-' + name);
  copyFileSync(path, output);
  say({ type: 'item', input: sha256, output });
  say({ type: 'progress', stage: name, share: (index + 1) / job.inputs.length });
}
say({ type: 'log', level: 'info', text: 'Everything is copied.' });
say({ type: 'result' });
#>
`;
}
