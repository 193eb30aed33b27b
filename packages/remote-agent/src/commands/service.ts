import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { ForecourtError } from '@forecourt/errors';
import { type ExitCode, exitCodes, type Terminal } from '@forecourt/sdk/cli';
import { z } from 'zod';
import { placesIn } from '../config/places.ts';
import { type AgentSettings, readAgentSettings } from '../config/settings.ts';
import { isAtLeast } from '../scripts/version.ts';
import { applyPlan, describePlan } from '../service-install/apply.ts';
import { hasControls } from '../service-install/options.ts';
import { planService } from '../service-install/plan.ts';
import { settleSettings } from '../service-install/settle-settings.ts';
import { isOfOnePerson, notInTask } from '../service-install/windows-task.ts';
import { openLog } from '../update/log-file.ts';
import { installedCounts, readPointer, writePointer } from '../update/pointer.ts';
import { supervise } from '../update/supervise.ts';
import { agentVersion } from '../version.ts';

export const serviceFlagsSchema = z.strictObject({
  dryRun: z.boolean().default(false),
  anew: z.boolean().default(false),
  json: z.boolean().default(false),
});

export const serviceRunFlagsSchema = z.strictObject({ settings: z.string().min(1).optional() });

/** Whose services are meant: those of the computer where the agent belongs to it, else those of the person. */
export function whereServicesLie() {
  return { platform: process.platform, isSystem: readAgentSettings().isSystem, home: homedir() };
}

/** `forecourt-agent service install | remove`: whether the agent begins with the computer. */
export async function serviceCommand(
  action: 'install' | 'remove',
  { dryRun, anew }: z.output<typeof serviceFlagsSchema>,
  terminal: Terminal,
): Promise<ExitCode> {
  const where = whereServicesLie();
  const isAnew = anew || action === 'remove';
  const { environment, dataDir, kept, proxy } = await settleSettings({ ...where, isAnew, environment: process.env });
  const parts = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'service', 'run'];
  const wrong =
    [...parts, ...Object.values(environment)].find(hasControls) ??
    (process.platform === 'win32' ? [...parts, dataDir].find((part) => notInTask.test(part)) : undefined);
  if (wrong !== undefined) {
    throw new ForecourtError('INVALID_INPUT', `${JSON.stringify(wrong)} has signs that cannot stand in the file of a service.`, {
      hint: 'Set it up in a folder with a plain name, and give settings without such signs.',
    });
  }
  if (action === 'install' && process.platform === 'win32') await refusePersonal([process.execPath, process.argv[1] ?? '']);
  const [program = '', ...args] = parts;
  const plan = planService(action, {
    ...where,
    ...{ program, arguments: args, dataDir, environment },
  });
  if (!dryRun && action === 'install') await countInstalled(placesIn(dataDir).releases);
  if (!dryRun) await applyPlan(plan);
  const did = dryRun ? describePlan(plan) : `${action === 'install' ? 'Set up' : 'Removed'} ${plan.title}.`;
  terminal.result({ action, dryRun, title: plan.title, files: plan.files.map(({ path }) => path), notes: plan.notes, kept }, () => did);
  if (proxy !== undefined && action === 'install') terminal.note(`It goes by the proxy ${proxy}, as this window does.`);
  if (kept.length > 0) terminal.note(`Kept from before: ${kept.join(', ')}. With --anew they are forgotten.`);
  if (!dryRun) for (const note of plan.notes) terminal.note(note);
  return exitCodes.done;
}

/** @throws INVALID_INPUT for what the account of a service on Windows may not read */
async function refusePersonal(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    // Some version managers put a link where everybody may look, and what it leads to where nobody else may.
    if (!isOfOnePerson(await realpath(path), homedir())) continue;
    throw new ForecourtError('INVALID_INPUT', `${path} lies in the folder of a person, and the service may not read it there.`, {
      hint: 'Install Node for all users (winget install OpenJS.NodeJS.LTS), and the agent by the line of the page Hosts.',
    });
  }
}

/** An agent that is installed over an older release takes its place. */
async function countInstalled(folder: string): Promise<void> {
  const { current } = await readPointer(folder);
  if (current !== null && isAtLeast(agentVersion, current)) await writePointer(folder, installedCounts);
}

/** `forecourt-agent service run`: whichever release counts, and the one before where it does not work. */
export async function serviceRunCommand(
  { dataDir }: AgentSettings,
  { hasLog, terminal, signal }: { readonly hasLog: boolean; readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<number> {
  await using log = hasLog ? await openLog(dataDir) : undefined;
  return await supervise({
    folder: placesIn(dataDir).releases,
    installed: process.argv[1] ?? '',
    arguments: ['run'],
    output: log?.fd,
    signal,
    onEvent: ({ type, version, reason }) => {
      const release = version === null ? 'the agent as it was installed' : `release ${version}`;
      if (type === 'fell-back') terminal.note(`Went back to ${release}: ${reason}.`);
      if (type === 'confirmed') terminal.note(`From now on ${release} counts.`);
    },
  });
}
