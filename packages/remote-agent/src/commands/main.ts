#!/usr/bin/env node
import { ForecourtError } from '@forecourt/errors';
import { addSyncCommand, createTerminal, type ExitCode, exitCodes } from '@forecourt/sdk/cli';
import { Command, CommanderError } from 'commander';
import type { z } from 'zod';
import { engineFolders } from '../config/engine-folders.ts';
import { readAgentSettings } from '../config/settings.ts';
import { lentSettings } from '../service-install/lent-settings.ts';
import { readServiceSettings } from '../service-install/settings-file.ts';
import { agentVersion } from '../version.ts';
import { doctorCommand, doctorFlagsSchema } from './doctor.ts';
import { drainCommand, drainFlagsSchema } from './drain.ts';
import { engineCommand, engineFlagsSchema } from './engine.ts';
import { enrolCommand, enrolFlagsSchema } from './enrol.ts';
import { runCommand } from './run.ts';
import { serviceCommand, serviceFlagsSchema, serviceRunCommand, serviceRunFlagsSchema, whereServicesLie } from './service.ts';
import { syncCommand } from './sync.ts';
import { tryOutCommand } from './try-out.ts';
import { updateCommand, updateFlagsSchema } from './update.ts';

const terminal = createTerminal({ json: process.argv.includes('--json') });
const stop = new AbortController();
let exitCode: number = exitCodes.done;
/** Being stopped is how the agent ends, and an interruption of everything else. */
let isServing = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The first asks for an orderly end, the second takes it.
    if (stop.signal.aborted) process.exit(exitCodes.interrupted);
    terminal.note(isServing ? 'Stopping; what is under way goes on when the agent is started again.' : 'Stopping.');
    stop.abort(new ForecourtError('ABORTED', `Stopped by ${signal}.`));
  });
}

try {
  await program().parseAsync();
} catch (error) {
  exitCode = exitFor(error);
}
process.exitCode = stop.signal.aborted && !isServing ? exitCodes.interrupted : exitCode;

function program(): Command {
  const root = new Command('forecourt-agent')
    .description('Runs on a computer in the office: takes photos from a Forecourt platform, cuts the cars out, sends the cutouts back.')
    .version(agentVersion, '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(terminal.json ? '' : text) })
    .showHelpAfterError('Run `forecourt-agent --help` for what there is.')
    .hook('preAction', async (_root, command) => {
      if (command.name() === 'doctor') Object.assign(process.env, await lentSettings(process.env, whereServicesLie()));
      // Photos of a folder are somebody's own: who keeps one in step keeps what is known of it as well. A service that is set up has folders
      // from before.
      if (!['sync', 'install', 'remove'].includes(command.name()))
        Object.assign(process.env, engineFolders({ ...readAgentSettings(), environment: process.env }));
    });
  const json = ['--json', 'one JSON object a line, for machines'] as const;

  sub(root, 'enrol')
    .description('make this computer a host, with a token from the page Hosts')
    .requiredOption('--platform <url>', 'address of the platform, such as https://cars.example')
    .option('--token <token>', 'the token; FORECOURT_AGENT_TOKEN where left out, so that it stands on no command line')
    .option('--name <name>', 'what it calls itself; the name of the computer where left out')
    .option('--address <url...>', 'where its direct road can be reached; every address of the computer where left out')
    .option('--replace', 'give up the host that it was before')
    .option('--again', 'stay the host that it is where the platform still knows it: what installers do')
    .option(...json)
    .action(async (flags: unknown) => {
      exitCode = await enrolCommand(parseFlags(enrolFlagsSchema, flags), readAgentSettings(), terminal, stop.signal);
    });
  sub(root, 'run')
    .description('work for the platform until this is stopped')
    .option(...json)
    .action(async () => {
      isServing = true;
      exitCode = await runCommand({ settings: readAgentSettings(), terminal, signal: stop.signal });
    });
  addSyncCommand(root, {
    ...{ sub, json, parseFlags },
    async keep(folder, flags) {
      isServing = true;
      exitCode = await syncCommand(folder, flags, readAgentSettings(), terminal, stop.signal);
    },
  });
  sub(root, 'drain')
    .description('let the agent that runs here finish what it has and take nothing new')
    .option('--off', 'let it take work again')
    .option(...json)
    .action(async (flags: unknown) => {
      exitCode = await drainCommand(parseFlags(drainFlagsSchema, flags), readAgentSettings(), terminal);
    });
  sub(root, 'doctor')
    .description('look at each part of the agent, and say what to do')
    .option(...json)
    .action(async (flags: unknown) => {
      parseFlags(doctorFlagsSchema, flags);
      exitCode = await doctorCommand(readAgentSettings(), terminal, stop.signal);
    });
  const service = sub(root, 'service').description('whether the agent begins with the computer');
  for (const action of ['install', 'remove'] as const) {
    const command = sub(service, action)
      .description(action === 'install' ? 'have it begin with the computer, and again whenever it ended' : 'have it begin no more')
      .option('--dry-run', 'say what would be done')
      .option(...json)
      .action(async (flags: unknown) => {
        exitCode = await serviceCommand(action, parseFlags(serviceFlagsSchema, flags), terminal);
      });
    if (action === 'install') command.option('--anew', 'forget the settings that the service has, and take those of this window alone');
  }
  sub(service, 'run')
    .description('run whichever release of the agent counts: what the service starts')
    .option('--settings <file>', 'settings, where the system gives a service none')
    .action(async (flags: unknown) => {
      isServing = true;
      const { settings } = parseFlags(serviceRunFlagsSchema, flags);
      if (settings !== undefined) Object.assign(process.env, await readServiceSettings(settings));
      exitCode = await serviceRunCommand(readAgentSettings(), { hasLog: settings !== undefined, terminal, signal: stop.signal });
    });
  sub(root, 'update')
    .description('say which release of the agent counts; new ones come from the platform')
    .option('--back', 'go back to the one before')
    .option(...json)
    .action(async (flags: unknown) => {
      exitCode = await updateCommand(parseFlags(updateFlagsSchema, flags), readAgentSettings(), terminal);
    });
  sub(root, 'try-out')
    .description('start this agent in a folder of its own and ask it how it is: what an update does first')
    .action(() => tryOutCommand((line) => void process.stdout.write(`${JSON.stringify(line)}\n`)));
  sub(root, 'engine')
    .description('cut the photos of a job file: what scripts call')
    .requiredOption('--job <file>', 'the job file')
    .action(async (flags: unknown) => {
      const { job } = parseFlags(engineFlagsSchema, flags);
      const print = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);
      exitCode = await engineCommand({ jobFile: job, signal: stop.signal, print });
    });
  return root;
}

function sub(parent: Command, name: string): Command {
  return parent.command(name).exitOverride().showHelpAfterError(`Run \`forecourt-agent ${name} --help\` for what there is.`);
}

function parseFlags<Schema extends z.ZodType>(schema: Schema, flags: unknown): z.output<Schema> {
  const parsed = schema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ForecourtError('INVALID_INPUT', `--${issue?.path.join('.')} is wrong: ${issue?.message}.`, {
    hint: 'Run `forecourt-agent --help` for what there is.',
  });
}

function exitFor(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    if (terminal.json) {
      const message = error.message.replace(/^error: /, '');
      terminal.failure(new ForecourtError('INVALID_INPUT', message, { hint: 'Run `forecourt-agent --help` for what there is.' }));
    }
    return exitCodes.usage;
  }
  if (stop.signal.aborted && !isServing) return exitCodes.interrupted;
  terminal.failure(error);
  return ForecourtError.is(error) && error.code === 'INVALID_INPUT' ? exitCodes.usage : exitCodes.failed;
}
