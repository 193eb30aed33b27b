#!/usr/bin/env node
import { createRequire } from 'node:module';
import { ForecourtError } from '@forecourt/errors';
import { Command, CommanderError } from 'commander';
import type { z } from 'zod';
import type { ServerCommandName } from './commands/server.ts';
import { addDataCommands } from './data-commands.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { addKeepingCommands } from './keeping-commands.ts';
import { addStorageCommands } from './storage-commands.ts';
import { addSyncCommand, keepInStep } from './sync-command.ts';
import { createTerminal, type Terminal } from './terminal.ts';

// Each command is loaded when it is asked for: the engine, the client and the server take longer to load than most commands to run.

/** Behind `--` stand names alone, also one that is `--json`. */
const namesFrom = process.argv.indexOf('--');
const terminal = createTerminal({ json: process.argv.slice(0, namesFrom < 0 ? undefined : namesFrom).includes('--json') });
const stop = new AbortController();
let exitCode: ExitCode = exitCodes.done;
/** Being stopped is how a server's work ends, and an interruption of everything else. */
let isServing = false;

/** Above the first `await`: what stands below it does not exist yet when a command fails. */
class UsageError extends Error {}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The first asks for an orderly end, the second takes it.
    if (stop.signal.aborted) process.exit(exitCodes.interrupted);
    terminal.note(isServing ? 'Stopping; what is under way is ended in order.' : 'Stopping; finished pictures stay.');
    stop.abort(new ForecourtError('ABORTED', `Stopped by ${signal}.`));
  });
}

// `forecourt … | head` ends the reader first: then nobody wants the rest.
process.stdout.on('error', (error) => stop.abort(ForecourtError.from(error, 'ABORTED', 'Nobody reads the results any more')));

try {
  await program().parseAsync();
} catch (error) {
  exitCode = exitFor(error, terminal);
}
process.exitCode = stop.signal.aborted && !isServing ? exitCodes.interrupted : exitCode;

function program(): Command {
  const root = new Command('forecourt')
    .description('Cuts cars out of photos, says how good each cutout is, and carries them to a listing.')
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(terminal.json ? '' : text) })
    .showHelpAfterError('Run `forecourt --help` for what there is.');
  const json = ['--json', 'one JSON object a line, for machines'] as const;

  sub(root, 'cutout')
    .description('cut the car out of photos: files, folders, patterns')
    .argument('<photos...>', 'photos, folders or patterns; write -- before a name that begins with a dash')
    .option('-o, --output <path>', 'a file for one photo, a folder for several; beside each photo where left out')
    .option('--format <format>', 'png, webp, avif, tiff or jpeg; by the name of the output where left out')
    .option('--background <colour>', 'put the car on a colour: #rrggbb, white, black')
    .option('--quality <number>', '1 to 100, for webp, avif and jpeg')
    .option('--model <name>', 'see `forecourt models list`')
    .option('--provider <name>', 'local, replicate (which is paid), or router: replicate for what the local engine could not do')
    .option('--careful', 'a second pass on a close-up: finer edges, twice the time')
    .option('--overwrite', 'replace results that are there already')
    .option(...json)
    .action(async (photos: string[], flags: unknown) => {
      const { cutout, cutoutFlagsSchema } = await import('./commands/cutout.ts');
      exitCode = await cutout(photos, parseFlags(cutoutFlagsSchema, flags), terminal, stop.signal);
    });

  sub(root, 'score')
    .description('score a photo, or a cutout beside its photo')
    .argument('<photo>', 'the photo')
    .argument('[cutout]', 'the cutout made from it')
    .option(...json)
    .action(async (photo: string, cutoutPath: string | undefined, flags: unknown) => {
      const { score, scoreFlagsSchema } = await import('./commands/score.ts');
      parseFlags(scoreFlagsSchema, flags);
      exitCode = await score(cutoutPath === undefined ? [photo] : [photo, cutoutPath], terminal, stop.signal);
    });

  const models = sub(root, 'models').description('list, add and verify segmentation models');
  sub(models, 'list')
    .description('models that can be named, their licences, and whether they are here')
    .option(...json)
    .action(async () => {
      const { modelsList } = await import('./commands/models.ts');
      exitCode = await modelsList(terminal);
    });
  sub(models, 'add')
    .description('install a known model, or one by its manifest')
    .argument('<model>', 'a name, or a manifest (JSON)')
    .option('--weights <file>', 'weights that are on this machine already')
    .option('--accept-licence', 'you have read and accept its licence')
    .option(...json)
    .action(async (model: string, flags: unknown) => {
      const { modelsAdd, modelFlagsSchema } = await import('./commands/models.ts');
      exitCode = await modelsAdd(model, parseFlags(modelFlagsSchema, flags), terminal, stop.signal);
    });
  sub(models, 'verify')
    .description('compare weights with their manifests')
    .argument('[models...]', 'names; all where left out')
    .option(...json)
    .action(async (names: string[]) => {
      const { modelsVerify } = await import('./commands/models.ts');
      exitCode = await modelsVerify(names, terminal, stop.signal);
    });

  sub(root, 'upload')
    .description('send photos to a Forecourt server; run it again to go on where it stopped')
    .argument('<photos...>', 'photos, folders or patterns; write -- before a name that begins with a dash')
    .requiredOption('--vehicle <vehicle>', 'id or stock number of the vehicle they belong to')
    .option('--create <make/model>', 'make the vehicle where there is none with this stock number')
    .option('--server <url>', 'address of the server; FORECOURT_SERVER_URL where left out')
    .option('--key-file <path>', 'file with the API key; FORECOURT_SERVER_KEY where left out')
    .option('--parallel <number>', 'photos that travel at once, 3 where left out')
    .option(...json)
    .action(async (photos: string[], flags: unknown) => {
      const { upload, uploadFlagsSchema } = await import('./commands/upload.ts');
      exitCode = await upload(photos, parseFlags(uploadFlagsSchema, flags), terminal, stop.signal);
    });

  addSyncCommand(root, {
    ...{ sub, json, parseFlags },
    async keep(folder, flags) {
      isServing = true;
      exitCode = await keepInStep(folder, flags, terminal, stop.signal);
    },
  });

  sub(root, 'serve')
    .description('run a Forecourt server here (needs @forecourt/server)')
    .option('--port <number>', 'PORT where left out, else 3000; 0 takes any that is free')
    .option('--host <address>', 'HOST where left out, else 127.0.0.1: this machine only')
    .option('--no-worker', 'leave the cutting out to `forecourt worker`; needs PostgreSQL')
    .option(...json)
    .action((flags: unknown) => runServer('serve', flags));
  sub(root, 'worker')
    .description('work on the jobs of servers that share a database (needs @forecourt/server and PostgreSQL)')
    .option('--concurrency <number>', 'jobs at once')
    .option(...json)
    .action((flags: unknown) => runServer('worker', flags));
  sub(root, 'migrate')
    .description("bring the database to this version's schema, and stop (needs @forecourt/server)")
    .option(...json)
    .action((flags: unknown) => runServer('migrate', flags));

  addKeepingCommands(root, { sub, json, run: runServer });
  addStorageCommands(root, { sub, json, run: runServer });
  const bringIn = async (source: string, flags: unknown) => {
    const { importFlagsSchema, importVehicles } = await import('./commands/import.ts');
    exitCode = await importVehicles(source, parseFlags(importFlagsSchema, flags), terminal, stop.signal);
  };
  addDataCommands(root, { sub, json, run: runServer, bringIn });

  sub(root, 'doctor')
    .description('look at each part that a cutout and a server need, and say what to do')
    .option(...json)
    .action(async () => {
      const { doctor } = await import('./commands/doctor.ts');
      exitCode = await doctor(terminal, stop.signal);
    });
  sub(root, 'support-bundle')
    .description('pack what is known of a server for whoever helps, without secrets (needs @forecourt/server)')
    .argument('<output>', 'the ZIP to write')
    .option(...json)
    .action((output: string, flags: object) => runServer('supportBundle', { ...flags, output }));
  return root;
}

async function runServer(name: ServerCommandName, flags: unknown): Promise<void> {
  isServing = name === 'serve' || name === 'worker';
  const { runServerCommand } = await import('./commands/server.ts');
  exitCode = await runServerCommand(name, flags, terminal, stop.signal);
}

/** Subcommands inherit how to fail. */
function sub(parent: Command, name: string): Command {
  const command = parent.command(name).copyInheritedSettings(parent);
  return command.allowExcessArguments(false);
}

function parseFlags<Schema extends z.ZodType>(schema: Schema, flags: unknown): z.output<Schema> {
  const parsed = schema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UsageError(`--${issue?.path.join('.')}: ${issue?.message}`, { cause: parsed.error });
}

function exitFor(error: unknown, { failure }: Terminal): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.done;
    if (terminal.json)
      failure(
        new ForecourtError('INVALID_INPUT', error.message.replace(/^error: /, ''), { hint: 'Run `forecourt --help` for what there is.' }),
      );
    return exitCodes.usage;
  }
  if (error instanceof UsageError) {
    failure(new ForecourtError('INVALID_INPUT', error.message, { hint: 'Run `forecourt --help` for what there is.' }));
    return exitCodes.usage;
  }
  if (stop.signal.aborted) return exitCodes.interrupted;
  failure(error);
  return ForecourtError.is(error) && error.code === 'INVALID_INPUT' ? exitCodes.usage : exitCodes.failed;
}

function packageVersion(): string {
  const manifest: { version: string } = createRequire(import.meta.url)('@forecourt/sdk/package.json');
  return manifest.version;
}
