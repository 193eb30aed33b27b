import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { withBuildLock } from './build-lock.ts';
import { fingerprint } from './fingerprint.ts';
import { repositoryFolder, webFolder } from './folders.ts';

/** Everything that a page can be made of. */
const sources = ['apps/web', 'packages/errors/src', 'packages/quality/src', 'packages/sdk/src', 'pnpm-lock.yaml'];

export interface BuildOptions {
  /** Told before a build begins; not called where the last one still holds. */
  readonly onBuild?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Builds the pages, unless those of the last build are of the same sources. Two at a time wait for each other.
 *
 * @throws INTERNAL with what the build said
 */
export async function buildPages({ onBuild, signal }: BuildOptions = {}): Promise<void> {
  const wanted = await fingerprint(repositoryFolder, sources);
  if (await isBuilt(wanted)) return;
  await withBuildLock(join(webFolder, '.next-build.lock'), async () => {
    if (await isBuilt(wanted)) return;
    onBuild?.();
    await runBuild(signal);
    await writeFile(stampPath, wanted);
  });
}

const stampPath = join(webFolder, '.next', 'forecourt-sources');

async function isBuilt(wanted: string): Promise<boolean> {
  const built = await readFile(stampPath, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  return built === wanted;
}

async function runBuild(signal: AbortSignal | undefined): Promise<void> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: webFolder,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const [code]: (number | null)[] = await once(child, 'close');
  if (code === 0) return;
  throw new ForecourtError('INTERNAL', `The pages could not be built:\n${Buffer.concat(said).toString().trim()}`, {
    hint: 'The lines above say where. After a change of yours, mend that place and start again.',
  });
}
