import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import type { StorageCleaning, StorageMove } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { openDatabase } from '../database/open.ts';
import { readServerSettings } from '../settings/settings.ts';
import { createStorageDesk, deskOfServer, openStorage, type StorageDesk } from '../storage/index.ts';
import { type CommandContext, logToStderr, parseFlags } from './context.ts';
import { cleaningText, moveText, progressText, statusText } from './storage-text.ts';

const json = z.boolean().default(false);
const statusFlagsSchema = z.strictObject({ json });
const moveFlagsSchema = z.strictObject({
  to: z.enum(['folder', 's3']),
  limit: z.coerce.number().positive().max(100_000).optional(),
  removeSource: z.boolean().default(false),
  json,
});
const cleanFlagsSchema = z.strictObject({ dryRun: z.boolean().default(false), json });

/** How often is looked how far it is, and how often a person is told. */
const [lookEveryMs, tellEveryMs] = [250, 5_000];

/** `forecourt storage status` */
export async function storageStatus(flags: unknown, context: CommandContext): Promise<void> {
  parseFlags(statusFlagsSchema, flags);
  await using opened = await openDesk(context.signal);
  const status = await opened.desk.status();
  context.terminal.result(status, () => statusText(status));
}

/** `forecourt storage move --to s3`: watches until all files are there. Stopped, it goes on in the servers, or when it is run again. */
export async function storageMove(flags: unknown, context: CommandContext): Promise<void> {
  const { to, limit, removeSource } = parseFlags(moveFlagsSchema, flags);
  await using opened = await openDesk(context.signal);
  const { desk } = opened;
  const present = (await desk.status()).move;
  const isThere = present?.to === to && (present.state === 'switched' || present.state === 'verifying' || present.state === 'removing');
  if (!(isThere && removeSource)) {
    await desk.move({ to, bytesPerSecond: limit === undefined ? null : Math.ceil(limit * 1e6) });
    await watch(desk, context, ({ state }) => state === 'switched');
  }
  if (removeSource) {
    await desk.emptySource();
    await watch(desk, context, ({ state }) => state === 'removed' || state === 'switched');
  }
  const { move } = await desk.status();
  if (move === null) throw new ForecourtError('INTERNAL', 'A move was begun and is not there.');
  context.terminal.result(move, () => moveText(move));
  if (move.problemCount > 0) {
    throw new ForecourtError('STORAGE_FAILED', `${move.problemCount} files could not be moved; they are still where they were.`, {
      hint: 'Look at the problems, mend or remove those files, and run it again.',
    });
  }
}

/** `forecourt storage clean [--dry-run]` */
export async function storageClean(flags: unknown, context: CommandContext): Promise<void> {
  const { dryRun } = parseFlags(cleanFlagsSchema, flags);
  await using opened = await openDesk(context.signal);
  const { id } = await opened.desk.clean({ isDryRun: dryRun });
  let report: StorageCleaning | undefined;
  while (report === undefined) {
    report = (await opened.desk.status()).cleanings.find((one) => one.id === id && one.finishedAt !== null);
    await setTimeout(lookEveryMs, undefined, { signal: context.signal });
  }
  const found = report;
  context.terminal.result(found, () => cleaningText(found));
  if (found.problem !== null) throw new ForecourtError('STORAGE_FAILED', `The clean-up did not come to its end: ${found.problem.message}`);
}

async function watch(desk: StorageDesk, { terminal, signal }: CommandContext, isOver: (move: StorageMove) => boolean): Promise<void> {
  for (let toldAt = Number.NEGATIVE_INFINITY; ; ) {
    const { move } = await desk.status();
    if (move === null || isOver(move)) return;
    if (performance.now() - toldAt > tellEveryMs) {
      terminal.note(progressText(move));
      toldAt = performance.now();
    }
    await setTimeout(lookEveryMs, undefined, { signal });
  }
}

interface OpenDesk extends AsyncDisposable {
  readonly desk: StorageDesk;
}

/** Opens database and files here; where a server has the embedded database, that server is asked instead. */
async function openDesk(signal: AbortSignal): Promise<OpenDesk> {
  const { dataDir: folder, databaseUrl, storage: settings } = readServerSettings();
  const dataDir = resolve(folder);
  await using stack = new AsyncDisposableStack();
  try {
    const database = stack.use(await openDatabase({ dataDir, url: databaseUrl, signal }));
    const files = stack.use(await openStorage({ database, dataDir, settings, logger: logToStderr() }));
    const rest = stack.move();
    return { desk: createStorageDesk({ database, files }), [Symbol.asyncDispose]: () => rest.disposeAsync() };
  } catch (error) {
    if (!ForecourtError.is(error) || error.code !== 'DATA_FOLDER_IN_USE') throw error;
    return { desk: deskOfServer(dataDir, signal), [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}
