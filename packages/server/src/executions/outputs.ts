import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError, isErrorCode } from '@forecourt/errors';
import type { HostFile, HostItem, HostProblem, Problem } from '@forecourt/sdk/contract';
import { imageLimitsSchema } from '@forecourt/sdk/imaging';
import { fileTarget, type Host } from '@forecourt/sdk/remote';
import { type NewAsset, readAsset } from '../database/assets.ts';
import type { ExecutionFile } from '../database/execution-steps.ts';
import type { Database } from '../database/open.ts';
import { keepListed, openPicture } from '../pictures/index.ts';
import { toProblem } from '../problems/problem.ts';
import type { Storage } from '../storage/index.ts';

export interface OutputsOptions {
  readonly database: Database;
  readonly storage: Storage;
  /** Where files lie while they come, and are found again after a crash. */
  readonly folder: string;
  readonly executionId: string;
  readonly dealershipId: string;
  readonly host: Host;
  readonly signal: AbortSignal;
}

export interface KeptOutputs {
  readonly files: readonly ExecutionFile[];
  /** Rows of the pictures, for the transaction that ends the run. */
  readonly assets: readonly NewAsset[];
}

/** As of pictures that people upload: what is larger would be refused after it has filled the disk. */
const largestBytes = imageLimitsSchema.parse({}).bytes;

/** Fetches what a job made, looks at each file as at one that people upload, and keeps it. One that is no picture stays out, and says why. */
export async function keepOutputs(items: readonly HostItem[], inputs: readonly HostFile[], options: OutputsOptions): Promise<KeptOutputs> {
  const assets = new Map<string, NewAsset>();
  const files: ExecutionFile[] = [];
  const known = new Map(inputs.map((file) => [file.sha256, file]));
  for (const { input, output, problem } of items) {
    const file = { input: known.get(input) ?? null, output, assetSha256: null, problem: problem && problemOfHost(problem) };
    if (output === null) {
      files.push(file);
      continue;
    }
    try {
      if (!assets.has(output.sha256)) assets.set(output.sha256, await keep(output, options));
      files.push({ ...file, assetSha256: output.sha256 });
    } catch (error) {
      if (!isPictures(error)) throw error;
      files.push({ ...file, problem: toProblem(error) });
    }
  }
  const used = new Set(items.map(({ input }) => input));
  const rest = inputs.filter(({ sha256 }) => !used.has(sha256)).map((input) => ({ input, output: null, assetSha256: null, problem: null }));
  return { files: [...files, ...rest], assets: [...assets.values()] };
}

async function keep(
  output: HostFile,
  { database, storage, folder, executionId, dealershipId, host, signal }: OutputsOptions,
): Promise<NewAsset> {
  const { sha256 } = output;
  const present = await readAsset(database.orm, dealershipId, sha256).catch((error: unknown) => {
    if (ForecourtError.is(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  if (present) {
    const { createdAt: _, ...facts } = present;
    return { ...facts, dealershipId };
  }
  if (output.bytes > largestBytes) {
    throw new ForecourtError(
      'FILE_TOO_LARGE',
      `${host.name} says that it made a file of ${output.bytes} bytes; ${largestBytes} is the most.`,
    );
  }
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${executionId}-${sha256}`);
  {
    await using target = fileTarget(path);
    await host.fetch(output, target, { signal });
  }
  try {
    const picture = await openPicture(path, { signal });
    const stored = await storage.put({ path }, { sha256, isVerified: true, signal });
    // Its page is about to ask for it; what cannot be kept now is made then.
    await keepListed(storage, sha256, picture).catch(() => undefined);
    return { ...stored, ...picture.facts, dealershipId };
  } finally {
    await rm(path, { force: true });
  }
}

/** What is wrong with one picture is that picture's business; everything else is the run's. */
function isPictures(error: unknown): boolean {
  const pictures = [
    'EMPTY_FILE',
    'UNSUPPORTED_TYPE',
    'NOT_DECODABLE',
    'TRUNCATED',
    'TOO_SMALL',
    'FILE_TOO_LARGE',
    'TOO_MANY_PIXELS',
    'DECODE_TIMEOUT',
  ];
  return ForecourtError.is(error) && pictures.includes(error.code);
}

/** A problem of a host as everybody else has them. */
export function problemOfHost({ code, message, hint, details }: HostProblem): Problem {
  const plain = message.replaceAll('\u0000', '');
  return toProblem(new ForecourtError(isErrorCode(code) ? code : 'SCRIPT_FAILED', plain, { hint, details }));
}

const leftLastsMs = 24 * 60 * 60 * 1000;

/** Removes what interrupted fetches left and nobody goes on with. */
export async function removeLeftFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []); // nothing was ever fetched then
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined); // somebody has just finished with it
    if (found && Date.now() - found.mtimeMs > leftLastsMs) await rm(path, { force: true });
  }
}
