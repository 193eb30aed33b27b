import { lstat, opendir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { readError } from '../../files/index.ts';

/** A photo as the folder shows it. */
export interface FoundFile {
  /** Below the folder, with `/` between its parts. */
  readonly path: string;
  /** Changes whenever the file may have: size, time of change of its content and of its entry. Compared, never read as times. */
  readonly fingerprint: string;
}

export interface Scan {
  readonly files: ReadonlyMap<string, FoundFile>;
  /** Folders, with a `/` at their end, and files that could not be read: nobody knows what is in them. */
  readonly unread: readonly string[];
}

const photoName = /\.(jpe?g|png|webp|avif|tiff?|hei[cf]|gif)$/i;
/** Of other programs and of our own: half-written downloads, cutouts that lie beside their photos. */
const passedOver = /^[.~]|\.cutout\.[a-z]+$/i;

/**
 * Looks at all photos below a folder. Links are not followed: they could lead anywhere, also back.
 *
 * @param leaveOut a folder inside it that is none of it
 * @throws FILE_NOT_FOUND, FILE_NOT_READABLE, STORAGE_FAILED for the folder itself
 */
export async function scanFolder(folder: string, leaveOut: string | null): Promise<Scan> {
  const files = new Map<string, FoundFile>();
  const unread: string[] = [];
  const ahead = [folder];
  for (let current = ahead.pop(); current !== undefined; current = ahead.pop()) {
    const here = current;
    try {
      for await (const entry of await opendir(here)) {
        const path = join(here, entry.name);
        if (passedOver.test(entry.name) || path === leaveOut) continue;
        if (entry.isDirectory()) ahead.push(path);
        else if (entry.isFile() && photoName.test(entry.name)) {
          const name = namedBelow(folder, path);
          // One that may not even be looked at, as on Windows while it is being deleted, keeps what was known of it; the others go on.
          const fingerprint = await fingerprintOf(path).catch(() => 'unread' as const);
          if (fingerprint === 'unread') unread.push(name);
          else if (fingerprint !== null) files.set(name, { path: name, fingerprint });
        }
      }
    } catch (error) {
      if (here === folder) throw readError(error, folder);
      // One that went away meanwhile is empty; any other keeps what was known of it.
      if (await isThere(here)) unread.push(`${namedBelow(folder, here)}/`);
    }
  }
  return { files, unread };
}

/** Null where the file is gone. */
export async function fingerprintOf(path: string): Promise<string | null> {
  // Node has no times finer than a millisecond without bigint, and a fast writer changes a file twice in one.
  const facts = await lstat(path, { bigint: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw readError(error, path);
  });
  return facts?.isFile() ? `${facts.size}-${facts.mtimeNs}-${facts.ctimeNs}` : null;
}

function namedBelow(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
  );
}
