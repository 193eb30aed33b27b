import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import { type FakeS3, failAtRandom, repositoryFolder, startFakeS3, startGuarded } from '@forecourt/testing';
import type { Database } from '../../database/open.ts';
import { beginRemoval, createMove, readNewestMove } from '../../database/storage-moves.ts';
import { silentLogger } from '../../jobs/logger.ts';
import { readServerSettings } from '../../settings/settings.ts';
import type { Place } from '../../testing/columns.ts';
import { createKeptStorage } from '../kept/kept-storage.ts';
import { createPlacements } from '../kept/placements.ts';
import { createLocalStorage } from '../local/local-storage.ts';
import { openStorage } from '../open-storage.ts';
import { createS3Storage } from '../s3/s3-storage.ts';

export interface MovePlan {
  readonly place: Place;
  readonly database: Database;
  readonly files: number;
  /** How often whoever moves files is killed. */
  readonly kills: number;
  /** Share of the bucket's answers that fail. */
  readonly faults: number;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly say?: ((text: string) => void) | undefined;
}

export interface MoveReport {
  readonly files: number;
  /** Put and read while files moved. */
  readonly putMeanwhile: number;
  readonly readMeanwhile: number;
  readonly failedCalls: number;
  readonly calls: number;
  readonly seconds: number;
  /** Empty if nothing was lost, doubled or left. */
  readonly problems: readonly string[];
}

/**
 * Moves files from a folder to a bucket that fails, while whoever moves them is killed and others put and read; then empties the folder.
 * At the end every file has to be in the bucket, once, with the bytes it had.
 */
export async function runMove(plan: MovePlan): Promise<MoveReport> {
  const { place, database, files, kills, random, signal, say } = plan;
  await using stack = new AsyncDisposableStack();
  const s3 = stack.use(await startFakeS3());
  const folder = await createLocalStorage({ folder: place.dataDir });
  const bucket = stack.use(await createS3Storage({ ...bucketOf(s3), endpoint: s3.url, backoffMs: 1 }));
  const placements = await createPlacements(database, 'folder');
  const storage = createKeptStorage({ database, placements, places: { folder, s3: bucket } });
  const known = new Map<string, string>();
  const put = async (content: Uint8Array) => {
    const { sha256 } = await patiently(() => storage.put(content));
    known.set(sha256, createHash('sha256').update(content).digest('hex'));
  };
  for (let count = 0; count < files; count++) await put(contentOf(count, random));
  say?.(`${files} files are in the folder`);

  let failedCalls = 0;
  const fail = failAtRandom(random, plan.faults);
  s3.misfortune = (call) => {
    const fault = fail(call);
    if (fault !== undefined) failedCalls++;
    return fault;
  };
  const startedAt = performance.now();
  const { id } = await createMove(database, { source: 'folder', target: 's3', bytesPerSecond: null });
  const users = new AbortController();
  const meanwhile = { putMeanwhile: 0, readMeanwhile: 0 };
  const problems: string[] = [];
  const usage = useMeanwhile();

  let mover = await startMover(plan, s3);
  for (let kill = 1; kill <= kills; kill++) {
    const from = (await readNewestMove(database.orm))?.doneFiles ?? 0;
    const goal = Math.min(from + Math.ceil((files / (kills + 1)) * random()), files - 1);
    await until(database, signal, ({ state, doneFiles }) => state === 'switched' || (state === 'copying' && doneFiles >= goal));
    await mover.kill();
    say?.(`kill ${kill} of ${kills} after ${(await readNewestMove(database.orm))?.doneFiles} files`);
    mover = await startMover(plan, s3);
  }
  const switched = await until(database, signal, ({ state }) => state === 'switched');
  users.abort();
  await usage;
  if (switched.doneFiles !== switched.totalFiles || switched.doneFiles < files) {
    problems.push(`${switched.doneFiles} of ${switched.totalFiles} files were counted, and there were ${files}`);
  }
  if (switched.problemCount > 0) problems.push(`the move has ${switched.problemCount} problems: ${JSON.stringify(switched.problems[0])}`);

  await beginRemoval(database, id);
  await until(database, signal, ({ state }) => state === 'removed');
  await mover.kill();
  const seconds = (performance.now() - startedAt) / 1000;
  s3.misfortune = undefined;
  for (const [sha256, hash] of known) {
    const object = s3.objects.get(`assets/${sha256}`);
    if (object === undefined) problems.push(`the file ${sha256} is lost`);
    else if (createHash('sha256').update(object.bytes).digest('hex') !== hash) problems.push(`the file ${sha256} has other bytes`);
  }
  const kept = [...s3.objects.keys()].filter((key) => key.startsWith('assets/'));
  if (kept.length !== known.size) problems.push(`${kept.length} files are in the bucket instead of ${known.size}`);
  const left = await Array.fromAsync(folder.list());
  if (left.length > 0) problems.push(`${left.length} files are still in the folder`);
  return { files: known.size, ...meanwhile, calls: s3.calls.length, failedCalls, seconds, problems };

  /** Puts new files and reads known ones all the while, and trusts nothing that it reads. */
  async function useMeanwhile(): Promise<void> {
    for (let count = 0; !users.signal.aborted; count++) {
      await put(contentOf(files + count, random));
      meanwhile.putMeanwhile++;
      const names = [...known.keys()];
      const sha256 = names[Math.floor(random() * names.length)] ?? '';
      try {
        const bytes = await patiently(async () => new Response(await storage.read(sha256)).bytes());
        if (createHash('sha256').update(bytes).digest('hex') !== sha256) problems.push(`the file ${sha256} was read with other bytes`);
      } catch (error) {
        problems.push(`the file ${sha256} could not be read: ${ForecourtError.from(error).code}`);
      }
      meanwhile.readMeanwhile++;
      await setTimeout(random() * 20);
    }
  }
}

function bucketOf({ bucket, region, accessKeyId, secretAccessKey }: FakeS3) {
  return { bucket, region, accessKeyId, secretAccessKey };
}

/** Small ones mostly, and now and then one that travels in parts. */
function contentOf(count: number, random: () => number): Uint8Array {
  const isLarge = count % 100 === 50;
  return Buffer.alloc(isLarge ? 9_000_000 : 200 + Math.floor(random() * 30_000), `file ${count} ${random()} `);
}

/** As a client would: what passes is tried again. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 10 || !ForecourtError.is(error) || !error.retryable) throw error;
    }
  }
}

interface Mover {
  kill(): Promise<void>;
}

/** On PostgreSQL a process of its own, which is killed; on PGlite, which is for one process, a service that is stopped. */
async function startMover({ place, database }: MovePlan, s3: FakeS3): Promise<Mover> {
  const environment = {
    FORECOURT_DATA_DIR: place.dataDir,
    FORECOURT_S3_ENDPOINT: s3.url,
    FORECOURT_S3_BUCKET: s3.bucket,
    FORECOURT_S3_REGION: s3.region,
    FORECOURT_S3_ACCESS_KEY_ID: s3.accessKeyId,
    FORECOURT_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    ...(place.url !== undefined && { DATABASE_URL: place.url }),
  };
  if (place.url !== undefined) {
    const script = join(import.meta.dirname, 'mover-process.ts');
    const options = { ready: /moves/, env: environment, cwd: repositoryFolder };
    const child = await startGuarded(process.execPath, ['--disable-warning=ExperimentalWarning', script], options);
    return { kill: () => child.end('SIGKILL') };
  }
  const { storage: settings } = readServerSettings(environment);
  const opened = await patiently(() =>
    openStorage({ database, dataDir: place.dataDir, settings, logger: silentLogger, leaseMs: 300, lookEveryMs: 100 }),
  );
  return { kill: async () => opened[Symbol.asyncDispose]() };
}

type Move = NonNullable<Awaited<ReturnType<typeof readNewestMove>>>;

async function until(database: Database, signal: AbortSignal, isSo: (move: Move) => boolean): Promise<Move> {
  for (;;) {
    const move = await readNewestMove(database.orm);
    if (move !== undefined && isSo(move)) return move;
    await setTimeout(10, undefined, { signal });
  }
}
