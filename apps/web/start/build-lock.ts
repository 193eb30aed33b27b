import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A lock that was made and never signed belongs to a process that ended in between. */
const unsignedMs = 10_000;

/** Does the work while no other process does it; a lock whose owner is gone is taken over. */
export async function withBuildLock(path: string, work: () => Promise<void>): Promise<void> {
  while (!(await take(path))) {
    if (await isOrphan(path)) await rm(path, { recursive: true, force: true });
    else await delay(200);
  }
  try {
    await writeFile(join(path, 'pid'), String(process.pid));
    await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isOrphan(path: string): Promise<boolean> {
  try {
    process.kill(Number(await readFile(join(path, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return true;
    if (codeOf(error) !== 'ENOENT') return false;
  }
  const made = await stat(path).catch(() => null);
  return made !== null && Date.now() - made.mtimeMs > unsignedMs;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
