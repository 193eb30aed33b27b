import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';

const mostWaitMs = 10_000;
const tryEveryMs = 20;

/**
 * Holds a lock file for as long as it takes to change what it stands for, and waits for others who do. The lock is the operating
 * system's, as that of the data folder (see `lockFolder`): a process that is killed lets go of it.
 *
 * @throws STORAGE_FAILED after ten seconds; OUTPUT_NOT_WRITABLE
 */
export async function holdFile(path: string): Promise<AsyncDisposable> {
  const until = performance.now() + mostWaitMs;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== null) return { [Symbol.asyncDispose]: async () => lock.close() };
    if (performance.now() > until) throw new ForecourtError('STORAGE_FAILED', `Another process holds ${path} for too long.`);
    await pause(tryEveryMs);
  }
}

/** Takes a lock file if nobody has it. @returns null if somebody has. @throws OUTPUT_NOT_WRITABLE, STORAGE_FAILED */
export function tryLock(path: string): { close(): void } | null {
  const { DatabaseSync } = loadSqlite();
  let lock: InstanceType<typeof DatabaseSync>;
  try {
    lock = new DatabaseSync(path);
  } catch (error) {
    throw new ForecourtError('OUTPUT_NOT_WRITABLE', `The folder ${dirname(path)} cannot be written.`, { cause: error });
  }
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) return null;
    throw new ForecourtError('STORAGE_FAILED', `${path} could not be locked.`, { cause: error });
  }
}

/** SQLITE_BUSY (5), also in its extended forms. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5;
}

/** Node 22 warns on standard error that its SQLite is experimental; of it we use no more than the lock. */
function loadSqlite(): typeof import('node:sqlite') {
  const emit = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emit;
  }
}
