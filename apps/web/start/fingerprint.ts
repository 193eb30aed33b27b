import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What nothing is built of, though it lies beside that: what was built, what starts the app, and tests. */
const ignored = /(^|\/)(node_modules|\.next|dist)(\/|$)|^apps\/web\/(start|server\.ts|start\.ts|next-env\.d\.ts)(\/|$)|\.test\.tsx?$/;

/** A hash over names and contents of everything below these folders and files: the same as long as a build would be the same. */
export async function fingerprint(root: string, paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map((path) => filesBelow(root, join(root, path))))).flat().sort();
  const hash = createHash('sha256').update(`${process.version} ${process.platform}\n`);
  for (const file of files) hash.update(`${file}\n`).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

async function filesBelow(root: string, path: string): Promise<string[]> {
  const name = relative(root, path).replaceAll('\\', '/');
  if (ignored.test(name)) return [];
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (entries === null) return [name];
  return (await Promise.all(entries.map((entry) => filesBelow(root, join(path, entry.name))))).flat();
}
