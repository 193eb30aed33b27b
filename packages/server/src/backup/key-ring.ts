import { existsSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { syncFolder, writeError } from '@forecourt/sdk/files';

/** The key ring of an installation that was given none by its settings. */
const ringName = 'keys.json';

/** @returns false where the installation has none of its own: nothing is sealed yet, or its settings name the keys */
export async function copyKeyRing(dataDir: string, backup: string): Promise<boolean> {
  if (!existsSync(join(dataDir, ringName))) return false;
  await copyRing(join(dataDir, ringName), join(backup, ringName));
  await syncFolder(backup);
  return true;
}

/** Brings the key ring back; one that is there already stays. */
export async function restoreKeyRing(backup: string, dataDir: string): Promise<void> {
  const target = join(dataDir, ringName);
  if (existsSync(target))
    throw new ForecourtError('RESTORE_NOT_EMPTY', `${target} is there already.`, { hint: 'Move it away, then restore.' });
  await copyRing(join(backup, ringName), target);
}

async function copyRing(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
    const file = await open(to, 'r+');
    try {
      await file.chmod(0o600);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw writeError(error, to);
  }
}
