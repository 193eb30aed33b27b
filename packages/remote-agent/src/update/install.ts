import { constants } from 'node:fs';
import { copyFile, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { scriptVersionSchema, sha256Schema } from '@forecourt/sdk/contract';
import { makeFolder, moveFile, removeTree, syncFolder, writeError } from '@forecourt/sdk/files';
import { verifyDocument } from '@forecourt/sdk/remote';
import * as z from 'zod';
import { hashOfFile } from '../runner/files/hash.ts';
import { isAtLeast } from '../scripts/version.ts';
import { readPointer, releaseFile, writePointer } from './pointer.ts';

/** What a platform signs. */
export const releaseSchema = z.strictObject({ version: scriptVersionSchema, sha256: sha256Schema });
export type Release = z.infer<typeof releaseSchema>;

export interface InstallOptions {
  /** `releases/` of the data folder. */
  readonly folder: string;
  readonly platformKeys: () => readonly string[];
  /** Of the agent that runs. */
  readonly runningVersion: string;
  /** Where a file that was sent lies. */
  readonly filePath: (sha256: string) => string;
  /** Starts the agent of a file beside this one and gives the version that it has once it is well. @throws where it is not */
  readonly tryOut: (file: string) => Promise<string>;
  /** Told after each step: for the log, and for who wants to see what a crash leaves. */
  readonly onStep?: ((step: InstallStep) => void) | undefined;
}

export type InstallStep = 'verified' | 'copied' | 'unpacked' | 'tried' | 'switched';

/**
 * Installs a release beside the one that runs: compares it with its signed hash, has it show that it works on this computer, and only
 * then lets it count from the next start on. Whatever happens between two steps, an agent that works is what starts next.
 *
 * @returns whether the agent has to start anew: not where this version runs already.
 * @throws MANIFEST_INVALID (signed by nobody known, or older), FILE_NOT_FOUND, HASH_MISMATCH, AGENT_UPDATE_FAILED, DISK_FULL
 */
export async function installRelease(jws: string, options: InstallOptions): Promise<boolean> {
  const { folder, runningVersion, onStep = () => undefined } = options;
  const release = await verify(jws, options);
  onStep('verified');
  const pointer = await readPointer(folder);
  if (release.version === runningVersion) return false;
  await makeFolder(folder);
  await removeHalves(folder);
  const file = await unpack(release, options, onStep);
  const version = await options.tryOut(file).catch((error: unknown) => {
    throw new ForecourtError('AGENT_UPDATE_FAILED', `Agent ${release.version} does not work on this computer: ${messageOf(error)}`, {
      cause: error,
      details: { version: release.version },
    });
  });
  if (version !== release.version) {
    throw new ForecourtError('AGENT_UPDATE_FAILED', `The file calls itself ${version}, and was signed as ${release.version}.`);
  }
  onStep('tried');
  const previous = pointer.isConfirmed ? pointer.current : pointer.previous;
  await writePointer(folder, { current: release.version, previous, isConfirmed: false, tries: 0, failed: null });
  onStep('switched');
  await removeOthers(folder, [release.version, previous]);
  return true;
}

async function verify(jws: string, { platformKeys, runningVersion }: InstallOptions): Promise<Release> {
  const parsed = releaseSchema.safeParse(await verifyDocument(jws.trim(), platformKeys()));
  if (!parsed.success) throw new ForecourtError('MANIFEST_INVALID', 'The release is not in the form of one.', { cause: parsed.error });
  if (!isAtLeast(parsed.data.version, runningVersion)) {
    throw new ForecourtError('MANIFEST_INVALID', `Agent ${parsed.data.version} is older than ${runningVersion}, which runs.`);
  }
  return parsed.data;
}

async function unpack(
  { version, sha256 }: Release,
  { folder, filePath }: InstallOptions,
  onStep: (step: InstallStep) => void,
): Promise<string> {
  const part = join(folder, `${version}.part`);
  await makeFolder(part);
  const copy = releaseFile(folder, `${version}.part`);
  try {
    await copyFile(filePath(sha256), copy, constants.COPYFILE_FICLONE);
    const handle = await open(copy, 'r+');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) throw new ForecourtError('FILE_NOT_FOUND', `The file of agent ${version} was not sent to this host.`, { cause: error });
    throw writeError(error, copy);
  }
  onStep('copied');
  // The copy is what will run: it is what is compared.
  const { sha256: got } = await hashOfFile(copy);
  if (got !== sha256) {
    await removeTree(part);
    throw new ForecourtError('HASH_MISMATCH', `The file of agent ${version} is not the one that was signed.`);
  }
  await removeTree(join(folder, version));
  await moveFile(part, join(folder, version)).catch((error: unknown) => {
    throw writeError(error, join(folder, version));
  });
  await syncFolder(folder);
  onStep('unpacked');
  return releaseFile(folder, version);
}

/** What a crash left in the middle. */
async function removeHalves(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith('.part')) await removeTree(join(folder, name));
}

async function removeOthers(folder: string, kept: readonly (string | null)[]): Promise<void> {
  for (const name of await readdir(folder)) {
    if (scriptVersionSchema.safeParse(name).success && !kept.includes(name)) await removeTree(join(folder, name));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
