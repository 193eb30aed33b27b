import { once } from 'node:events';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { exitCodes, type Terminal } from '@forecourt/sdk/cli';
import { pino } from 'pino';
import { createAgent, type RunnerParts } from '../agent.ts';
import { readIdentity } from '../config/config.ts';
import { placesIn } from '../config/places.ts';
import type { AgentSettings } from '../config/settings.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { abilityOf } from '../runner/cutter/ability.ts';
import { createEngineCutter } from '../runner/cutter/engine-cutter.ts';
import { createToolCutter } from '../runner/cutter/tool-cutter.ts';
import { createRunner } from '../runner/index.ts';
import type { Runner } from '../runner/runner.ts';
import { startAnew } from '../update/supervise.ts';
import { supervised } from '../update/supervised.ts';
import { agentVersion } from '../version.ts';

export interface RunOptions {
  readonly settings: AgentSettings;
  readonly terminal: Terminal;
  /** Ends it in order. */
  readonly signal: AbortSignal;
}

/** `forecourt-agent run`: the agent, until it is told to stop. */
export async function runCommand({ settings, terminal, signal }: RunOptions): Promise<number> {
  const { dataDir, host, port, slots, keepFreeBytes, proxyFor, logLevel } = settings;
  const logger = pino({ level: logLevel, redact: ['*.token', '*.authorization', '*.headers'] }, pino.destination(2));
  const care = supervised();
  await using agent = await createAgent({
    ...{ dataDir, slots, keepFreeBytes, proxyFor, logger },
    listen: { host, port },
    runner: (parts) => runnerOf(settings, parts),
    operations: () => abilityOf({ tool: settings.tool }),
    diagnose: () => diagnose({ settings }),
    // Only where somebody starts it anew: an agent that was replaced and stays away cannot be mended from afar.
    update: async (release) => {
      if (!care.isSupervised) throw startedByHand();
      await care.update(release, await releasesOf(settings));
    },
  });
  const { hostId, address } = agent;
  terminal.result({ event: 'started', hostId, address, pid: process.pid }, () => `The agent ${hostId} listens at ${address}.`);
  care.tellHealthy();
  const over = AbortSignal.any([signal, care.end]);
  if (!over.aborted) await once(over, 'abort');
  return care.isStartedAnew() && !signal.aborted ? startAnew : exitCodes.done;
}

function startedByHand(): ForecourtError {
  return new ForecourtError('OPERATION_UNSUPPORTED', 'This agent was started by hand: nobody would start the new one after it.', {
    hint: 'Run `forecourt-agent service install` on the computer, and update it then. Or paste a new line from the page Hosts there.',
  });
}

/** What an update has to know of this agent. Keys are read anew each time: they rotate. */
async function releasesOf({ dataDir }: AgentSettings) {
  const places = placesIn(dataDir);
  const { config } = await readIdentity(dataDir);
  return {
    ...{ folder: places.releases, runningVersion: agentVersion },
    platformKeys: () => config.platformKeys,
    filePath: (sha256: string) => join(places.files, sha256),
  };
}

/** What does the jobs of a real host: scripts by PowerShell, and the engine, or the program that the host is set up with. */
function runnerOf({ interpreter, tool }: AgentSettings, { scripts }: RunnerParts): Runner {
  return createRunner({
    scripts,
    interpreter,
    engine: ownCommand(['engine', '--job']),
    ...(tool !== undefined && { tool: { program: tool.program, arguments: tool.arguments } }),
    cutter: tool === undefined ? createEngineCutter() : createToolCutter({ tool }),
  });
}

/** Another command of this very agent, run by the same Node with the same flags. */
function ownCommand(names: readonly string[]): { program: string; arguments: string[] } {
  return { program: process.execPath, arguments: [...process.execArgv, process.argv[1] ?? '', ...names] };
}
