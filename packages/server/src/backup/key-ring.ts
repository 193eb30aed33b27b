import { copyFile, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { syncFolder, writeError } from '@forecourt/sdk/files';

/** The key ring of an installation that was given none by its settings. */
const ringName = 'keys.json';

/** @throws FILE_NOT_FOUND where the installation has none of its own */
export async function copyKeyRing(dataDir: string, backup: string): Promise<void> {
  await copyRing(join(dataDir, ringName), join(backup, ringName));
  await syncFolder(backup);
}

/** Brings the key ring back; one that is there already stays. */
export async function restoreKeyRing(backup: string, dataDir: string): Promise<void> {
  const target = join(dataDir, ringName);
  const there = await stat(target).catch(() => undefined); // not there, as it should be
  if (there) throw new ForecourtError('RESTORE_NOT_EMPTY', `${target} is there already.`, { hint: 'Move it away, then restore.' });
  await copyRing(join(backup, ringName), target);
}

async function copyRing(from: string, to: string): Promise<void> {
  await stat(from).catch((cause: unknown) => {
    throw new ForecourtError('FILE_NOT_FOUND', `There is no key ring ${from}.`, {
      hint: 'It may be in FORECOURT_SECRET_KEYS: keep that in a safe place, and leave --with-keys out.',
      cause,
    });
  });
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
