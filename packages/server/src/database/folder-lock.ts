import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder, writeError } from '@forecourt/sdk/files';
import { z } from 'zod';
import { tryLock } from './file-lock.ts';

/** Held until it is released or the process ends, however it ends. */
export interface FolderLock extends AsyncDisposable {
  release(): Promise<void>;
}

const ownerSchema = z.object({ pid: z.int().positive(), since: z.string() });

/**
 * Takes the data folder for this process alone.
 *
 * The lock is the operating system's: Node has no `flock`, but the SQLite inside it takes one on `database.lock` (fcntl, or LockFileEx
 * on Windows) for as long as an exclusive transaction is open. The kernel lets go of it in the moment that the process is gone, killed
 * or not, so there is nothing stale to judge and nothing to take over; it also holds between containers that share a folder, where
 * process ids say nothing. `database.owner.json` beside it only names the owner for the message.
 *
 * Nothing else may open and close `database.lock` in this process: POSIX drops a lock with any descriptor of its file.
 *
 * @throws DATA_FOLDER_IN_USE if another server, or another database of this process, has it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  await makeFolder(folder);
  const ownerFile = join(folder, 'database.owner.json');
  const lock = tryLock(join(folder, 'database.lock'));
  if (lock === null) {
    const owner = await readOwner(ownerFile);
    throw new ForecourtError(
      'DATA_FOLDER_IN_USE',
      `The data folder ${folder} is in use by another server${owner ? ` (process ${owner.pid}, since ${owner.since})` : ''}.`,
      { details: { folder, ...(owner && { pid: owner.pid }) } },
    );
  }
  let held = true;
  const release = async () => {
    if (!held) return;
    held = false;
    lock.close();
  };
  try {
    await writeFile(ownerFile, `${JSON.stringify({ pid: process.pid, since: new Date().toISOString() })}\n`);
  } catch (error) {
    await release();
    throw writeError(error, ownerFile);
  }
  return { release, [Symbol.asyncDispose]: release };
}

async function readOwner(file: string): Promise<z.infer<typeof ownerSchema> | undefined> {
  // Only for the message: an owner that could not be read, or is just being written, is left out of it.
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
