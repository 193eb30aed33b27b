import { homedir } from 'node:os';
import { ForecourtError } from '@forecourt/errors';
import { type ExitCode, exitCodes, type Terminal } from '@forecourt/sdk/cli';
import { z } from 'zod';
import { placesIn } from '../config/places.ts';
import type { AgentSettings } from '../config/settings.ts';
import { applyPlan, describePlan } from '../service-install/apply.ts';
import { hasControls } from '../service-install/options.ts';
import { planService } from '../service-install/plan.ts';
import { supervise } from '../update/supervise.ts';

export const serviceFlagsSchema = z.strictObject({ dryRun: z.boolean().default(false), json: z.boolean().default(false) });

/** Counts once: a file of a service is no place for it. */
const notKept = 'FORECOURT_AGENT_TOKEN';

/** `forecourt-agent service install | remove`: whether the agent begins with the computer. */
export async function serviceCommand(
  action: 'install' | 'remove',
  { dryRun }: z.output<typeof serviceFlagsSchema>,
  settings: AgentSettings,
  terminal: Terminal,
): Promise<ExitCode> {
  const environment = { ...ownSettings(), FORECOURT_AGENT_DATA_DIR: settings.dataDir };
  const parts = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'service', 'run'];
  const wrong = [...parts, ...Object.values(environment)].find(
    (part) => hasControls(part) || (process.platform === 'win32' && /["%^]/.test(part)),
  );
  if (wrong !== undefined) {
    throw new ForecourtError('INVALID_INPUT', `${JSON.stringify(wrong)} has signs that cannot stand in the file of a service.`, {
      hint: 'Set it up in a folder with a plain name, and give settings without such signs.',
    });
  }
  const [program = '', ...args] = parts;
  const plan = planService(action, {
    ...{ platform: process.platform, program, arguments: args, dataDir: settings.dataDir, environment, home: homedir() },
    isSystem: settings.isSystem,
  });
  if (!dryRun) await applyPlan(plan);
  const did = dryRun ? describePlan(plan) : `${action === 'install' ? 'Set up' : 'Removed'} ${plan.title}.`;
  terminal.result({ action, dryRun, title: plan.title, files: plan.files.map(({ path }) => path), notes: plan.notes }, () => did);
  if (!dryRun) for (const note of plan.notes) terminal.note(note);
  return exitCodes.done;
}

/** `forecourt-agent service run`: whichever release counts, and the one before where it does not work. */
export async function serviceRunCommand({ dataDir }: AgentSettings, terminal: Terminal, signal: AbortSignal): Promise<number> {
  return supervise({
    folder: placesIn(dataDir).releases,
    installed: process.argv[1] ?? '',
    arguments: ['run'],
    signal,
    onEvent: ({ type, version, reason }) => {
      const release = version === null ? 'the agent as it was installed' : `release ${version}`;
      if (type === 'fell-back') terminal.note(`Went back to ${release}: ${reason}.`);
      if (type === 'confirmed') terminal.note(`From now on ${release} counts.`);
    },
  });
}

function ownSettings(): Record<string, string> {
  const own = Object.entries(process.env).filter(
    ([name, value]) => name.startsWith('FORECOURT_') && name !== notKept && value !== undefined,
  );
  return Object.fromEntries(own.map(([name, value]) => [name, value ?? '']));
}
