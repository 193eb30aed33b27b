import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from '@forecourt/sdk/client';
import { iproute, type Place, repositoryFolder, startGuarded } from '@forecourt/testing';

/** A computer in an office of the network, with an agent that can be killed and started again. */
export interface Office extends AsyncDisposable {
  readonly name: string;
  readonly hostId: string;
  /** Where its agent lies; nothing else is on its disk. */
  readonly folder: string;
  output(): string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Command lines of everything that runs there beside the agent. */
  processes(): Promise<string[]>;
}

export interface OfficeOptions {
  readonly name: string;
  readonly place: Place;
  readonly folder: string;
  /** Of somebody who may connect hosts. */
  readonly client: Client;
  /** The platform as it is seen from there. */
  readonly platform: string;
  /** The program that cuts: it is given a photo and where its cutout goes. */
  readonly tool: string;
  /** Where the platform reaches it directly; null where it does not. */
  readonly address: string | null;
  readonly signal: AbortSignal;
}

const run = promisify(execFile);
const agent = ['--disable-warning=ExperimentalWarning', join(repositoryFolder, 'packages', 'remote-agent', 'src', 'commands', 'main.ts')];
const port = 7443;

/** Enrols a computer as its IT person would, with a token from the platform, and starts its agent. */
export async function openOffice({ name, place, folder, client, platform, tool, address, signal }: OfficeOptions): Promise<Office> {
  const environment = {
    ...{ FORECOURT_AGENT_DATA_DIR: join(folder, 'agent'), FORECOURT_AGENT_PORT: String(port), FORECOURT_AGENT_KEEP_FREE_MB: '1' },
    ...{ FORECOURT_AGENT_SLOTS: '2', FORECOURT_AGENT_LOG_LEVEL: 'warn' },
    FORECOURT_AGENT_TOOL: JSON.stringify({ name: 'copier', program: tool, arguments: ['{input}', '{output}'] }),
  };
  const { token } = await client.enrolments.create({ name }, { signal });
  // An address where nobody answers, for a host that only dials.
  const own = `https://${address ?? '192.0.2.1'}:${port}`;
  const enrol = [...agent, 'enrol', '--platform', platform, '--name', name, '--address', own];
  await run(...place.command(process.execPath, enrol), { env: { PATH: process.env.PATH, ...environment, FORECOURT_AGENT_TOKEN: token } });
  const start = () =>
    startGuarded(...place.command(process.execPath, [...agent, 'run']), { ready: /listens at/, env: environment, cwd: folder });
  let current = await start();
  const hosts = await Array.fromAsync(client.hosts.list({}, { signal }));
  const hostId = hosts.find((host) => host.name === name)?.id;
  if (hostId === undefined) throw new Error(`The platform does not know ${name}.`);
  return {
    ...{ name, hostId, folder },
    output: () => current.output(),
    kill: () => current.end('SIGKILL'),
    async restart() {
      current = await start();
    },
    async processes() {
      const { stdout } = await run(iproute.path(), ['netns', 'pids', place.space]);
      const lines: string[] = [];
      for (const id of stdout.split('\n').filter((line) => line !== '' && Number(line) !== current.pid)) {
        // It may have ended just now.
        const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
        if (line !== '') lines.push(line.replaceAll('\0', ' ').trim());
      }
      return lines;
    },
    [Symbol.asyncDispose]: () => current.end('SIGTERM'),
  };
}
