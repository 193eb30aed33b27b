import { realpath, stat } from 'node:fs/promises';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { writeError, writeFileAtomically } from '../../files/index.ts';

/** What {@link writeImageFile} takes besides the bytes. */
export interface WriteOptions {
  /** Paths of photos that must survive: the file is not written if it would take the place of one of them. */
  readonly sources?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a picture's file: all of it or nothing, and never over a source.
 *
 * A source is recognised by its real path and by device and inode, so also through symbolic links, hard links and another spelling of its name.
 * The bytes go to a temporary file beside the place, are synced, and are renamed over it; after a failure or an abort no trace is left. Where the
 * place is a symbolic link, the file that it points to is replaced and the link stays.
 *
 * @throws ForecourtError `WOULD_OVERWRITE_SOURCE`, `OUTPUT_NOT_WRITABLE`, `OUTPUT_NAME_INVALID`, `DISK_FULL`, `STORAGE_FAILED`, `ABORTED`
 * @example
 * await writeImageFile('out/car.png', bytes, { sources: ['photos/car.jpg'], signal });
 */
export async function writeImageFile(path: string, bytes: Uint8Array, { sources = [], signal }: WriteOptions = {}): Promise<void> {
  throwIfAborted(signal);
  await writeFileAtomically(await checkPlace(path, sources), bytes, { signal });
}

/**
 * Says whether a file could be written at `path` as far as names tell, so that nobody works for minutes on what cannot be kept.
 *
 * @returns the path that will be written: where `path` is a symbolic link, the file that it points to.
 * @throws ForecourtError `WOULD_OVERWRITE_SOURCE`, `OUTPUT_NAME_INVALID`, `OUTPUT_NOT_WRITABLE`, `STORAGE_FAILED`
 */
export async function checkPlace(path: string, sources: readonly string[]): Promise<string> {
  if (path.includes('\0')) throw new ForecourtError('OUTPUT_NAME_INVALID', 'A file name cannot hold a zero byte.');
  const existing = await identify(path, (error) => writeError(error, path));
  if (!existing) return path;
  if (existing.isFolder) {
    throw new ForecourtError('OUTPUT_NAME_INVALID', `${path} is a folder.`, { hint: 'Give the name of a file in it.' });
  }
  for (const source of sources) {
    // A source that is gone or cannot be looked at cannot be overwritten through this path either.
    const other = await identify(source, () => undefined);
    if (other && isSame(existing, other)) throw wouldOverwrite(path, source);
  }
  return existing.realPath;
}

interface Identity {
  readonly realPath: string;
  readonly device: bigint;
  readonly inode: bigint;
  readonly isFolder: boolean;
}

async function identify(path: string, onError: (error: unknown) => ForecourtError | undefined): Promise<Identity | undefined> {
  try {
    const realPath = await realpath(path);
    const status = await stat(realPath, { bigint: true });
    return { realPath, device: status.dev, inode: status.ino, isFolder: status.isDirectory() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    const failure = onError(error);
    if (failure) throw failure;
    return undefined;
  }
}

function isSame(left: Identity, right: Identity): boolean {
  // Some network file systems give every file inode 0: there the path alone decides.
  const sameInode = left.inode !== 0n && left.inode === right.inode && left.device === right.device;
  return sameInode || left.realPath === right.realPath;
}

function wouldOverwrite(path: string, source: string): ForecourtError {
  return new ForecourtError('WOULD_OVERWRITE_SOURCE', `Writing ${path} would overwrite the photo ${source}.`, {
    details: { path, source },
  });
}
