import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { withBuildLock } from './build-lock.ts';
import { fingerprint } from './fingerprint.ts';
import { repositoryFolder } from './folders.ts';

export interface Build {
  /** What is built, for messages. */
  readonly name: string;
  /** Everything that it can be made of, from the root of the repository. */
  readonly sources: readonly string[];
  /** A file beside what was built, which says from what. It is removed together with that. */
  readonly stamp: string;
  /** Arguments of Node. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface BuildOptions {
  /** Told before a build begins; not called where the last one still holds. */
  readonly onBuild?: (() => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds something, unless what the last build made is of the same sources. Two at a time wait for each other.
 *
 * @throws INTERNAL with what the build said
 */
export async function buildOnce(build: Build, { onBuild, signal }: BuildOptions): Promise<void> {
  const wanted = await fingerprint(repositoryFolder, build.sources);
  if (await isBuilt(build, wanted)) return;
  await withBuildLock(join(build.cwd, `.${build.name}-build.lock`), async () => {
    if (await isBuilt(build, wanted)) return;
    onBuild?.();
    await runBuild(build, signal);
    await writeFile(build.stamp, wanted);
  });
}

async function isBuilt({ stamp }: Build, wanted: string): Promise<boolean> {
  const built = await readFile(stamp, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  return built === wanted;
}

async function runBuild({ name, command, cwd, environment }: Build, signal: AbortSignal | undefined): Promise<void> {
  const child = spawn(process.execPath, [...command], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal !== undefined && { signal }),
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const [code]: (number | null)[] = await once(child, 'close');
  if (code === 0) return;
  throw new ForecourtError('INTERNAL', `The ${name} could not be built:\n${Buffer.concat(said).toString().trim()}`, {
    hint: 'The lines above say where. After a change of yours, mend that place and start again.',
  });
}
