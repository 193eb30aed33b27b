import { ForecourtError } from '@forecourt/errors';

/**
 * Calls back whenever something below a folder changes; what, is found out by looking. Where the system cannot tell (network disks), the
 * looks by time find it.
 *
 * @throws DEPENDENCY_MISSING without chokidar
 */
export async function watchFolder(folder: string, changed: () => void): Promise<AsyncDisposable> {
  const { watch } = await import('chokidar').catch((cause: unknown) => {
    throw new ForecourtError('DEPENDENCY_MISSING', 'Keeping a folder in step needs the package chokidar.', {
      hint: 'npm install chokidar',
      cause,
    });
  });
  const watcher = watch(folder, { ignoreInitial: true, followSymlinks: false, ignorePermissionErrors: true });
  watcher.on('all', changed);
  // The system has no more watches, or the disk went away: looking by time goes on.
  watcher.on('error', changed);
  return { [Symbol.asyncDispose]: () => watcher.close() };
}
