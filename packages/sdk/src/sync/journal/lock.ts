import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { isBusy, openSqlite } from './sqlite.ts';

export const lockName = '.forecourt-sync';

/**
 * Takes a folder for this process alone, until it is released or the process ends, however it ends: the lock is the operating system's,
 * held by SQLite on a file in the folder, so that it also holds between people and between computers that share a disk. Where the
 * folder cannot be written, the file lies with the journal.
 *
 * @throws SYNC_FOLDER_IN_USE if another process keeps it in step
 */
export function lockSyncFolder(folder: string, stateFolder: string): { release(): void } {
  const aside = join(stateFolder, `${createHash('sha256').update(folder).digest('hex').slice(0, 16)}.lock`);
  try {
    return takeLock(join(folder, lockName), folder);
  } catch (error) {
    // Windows calls every folder writable when it is asked: only writing tells. One that is there and somebody else's is no reason.
    const isNotWritable = ForecourtError.is(error) && error.code === 'OUTPUT_NOT_WRITABLE' && !existsSync(join(folder, lockName));
    if (!isNotWritable) throw error;
    return takeLock(aside, folder);
  }
}

function takeLock(path: string, folder: string): { release(): void } {
  const lock = openSqlite(path);
  try {
    lock.exec('pragma busy_timeout = 0; pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw ForecourtError.from(error, 'STORAGE_FAILED', `${folder} could not be locked`);
    throw new ForecourtError('SYNC_FOLDER_IN_USE', `Another process keeps ${folder} in step.`, { details: { folder } });
  }
  return { release: () => lock.close() };
}
