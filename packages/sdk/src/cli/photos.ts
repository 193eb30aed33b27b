import { stat } from 'node:fs/promises';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
// biome-ignore lint/suspicious/noDeprecatedImports: another overload of `glob` is deprecated, not the one used here
import { escapePath, glob, isDynamicPattern } from 'tinyglobby';

/** A photo to work on. */
export interface Photo {
  readonly path: string;
  /** Its place below the folder or pattern that was named, so that results keep the order of folders. */
  readonly relativePath: string;
}

const photoPattern = '**/*.{jpg,jpeg,png,webp,avif,tif,tiff,heic,heif,gif}';
/** Cutouts that lie beside their photos, from an earlier run. */
const ownResults = '**/*.cutout.*';

/**
 * Finds the photos that the arguments of a command mean: files, folders (with all below them) and patterns, each photo
 * once, in a stable order. What exists under its very name is that file, also where the name looks like a pattern.
 *
 * @param leaveOut a folder of results that may lie inside a folder of photos.
 * @throws FILE_NOT_FOUND for a folder or pattern without photos. A named file is not looked at here.
 */
export async function findPhotos(args: readonly string[], leaveOut?: string): Promise<Photo[]> {
  const found = new Map<string, Photo>();
  for (const argument of args) {
    for (const photo of await expand(argument, leaveOut)) found.set(photo.path, photo);
  }
  return [...found.values()];
}

async function expand(argument: string, leaveOut: string | undefined): Promise<Photo[]> {
  const path = resolve(argument);
  const status = await stat(path).catch(() => undefined); // what cannot be looked at is told when it is read
  if (status?.isDirectory()) {
    const ignore = [
      ownResults,
      ...(leaveOut !== undefined && isInside(leaveOut, path) ? [`${escapePath(relative(path, leaveOut).split(sep).join('/'))}/**`] : []),
    ];
    const names = await glob([photoPattern], {
      cwd: path,
      ignore,
      dot: false,
      onlyFiles: true,
      expandDirectories: false,
      caseSensitiveMatch: false,
    });
    if (names.length === 0) throw new ForecourtError('FILE_NOT_FOUND', `There are no photos in ${path}.`);
    return names.toSorted(byName).map((name) => ({ path: join(path, name), relativePath: name }));
  }
  if (status === undefined && isDynamicPattern(argument)) {
    const names = await glob([argument.split('\\').join(sep === '\\' ? '/' : '\\')], {
      onlyFiles: true,
      absolute: true,
      expandDirectories: false,
    });
    if (names.length === 0) throw new ForecourtError('FILE_NOT_FOUND', `No file fits ${argument}.`);
    return names.toSorted(byName).map((name) => ({ path: resolve(name), relativePath: basename(name) }));
  }
  return [{ path, relativePath: basename(path) }];
}

/** photo-2 before photo-10. */
const collator = new Intl.Collator('en', { numeric: true });
function byName(one: string, other: string): number {
  return collator.compare(one, other);
}

function isInside(inner: string, outer: string): boolean {
  const way = relative(outer, resolve(inner));
  return way !== '' && !way.startsWith('..') && resolve(outer, way) === resolve(inner);
}

/** A name without its last extension. */
export function stem(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}
