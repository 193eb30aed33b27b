import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder, syncFolder, writeFileAtomically } from '@forecourt/sdk/files';

const markName = 'restore.unfinished';

/** Says, until it is removed, that this data folder is being restored. Survives a power cut. */
export async function markRestore(dataDir: string, backup: string): Promise<void> {
  await makeFolder(dataDir);
  await writeFileAtomically(join(dataDir, markName), Buffer.from(`${JSON.stringify({ backup, since: new Date().toISOString() })}\n`));
}

export function isRestoreUnfinished(dataDir: string): boolean {
  return existsSync(join(dataDir, markName));
}

export async function unmarkRestore(dataDir: string): Promise<void> {
  await rm(join(dataDir, markName), { force: true });
  await syncFolder(dataDir);
}

/** @throws RESTORE_UNFINISHED */
export function requireFinishedRestore(dataDir: string): void {
  if (!isRestoreUnfinished(dataDir)) return;
  throw new ForecourtError('RESTORE_UNFINISHED', `A restore into ${dataDir} was begun and not finished.`);
}
