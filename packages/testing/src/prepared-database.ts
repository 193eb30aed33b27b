import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryFolder } from './folders.ts';

const run = promisify(execFile);
const server = join(repositoryFolder, 'packages', 'server');

/** Databases of PostgreSQL that new ones are copied from. Nobody opens them here, so that copies may share their files. */
const templates: ReadonlySet<string> = new Set([join('base', '1'), join('base', '4')]);

let making: Promise<string> | undefined;

/**
 * Puts a database into a data folder as the first start makes it: with all tables and no rows. Making one anew takes as long as all else
 * in a start.
 */
export async function putPreparedDatabase(dataDir: string): Promise<void> {
  making ??= make();
  const from = await making;
  await mkdir(dataDir, { recursive: true });
  const isSameDisk = statSync(from).dev === statSync(dataDir).dev;
  copyFolder(from, join(dataDir, 'database'), (folder) => isSameDisk && templates.has(folder));
}

/** Makes it once for each version of PGlite and of the migrations, and keeps it between runs in the system's temporary folder. */
async function make(): Promise<string> {
  const pglite = createRequire(join(server, 'package.json')).resolve('@electric-sql/pglite');
  const hash = createHash('sha256');
  for (const file of [pglite, join(server, 'src', 'database', 'migrations.generated.ts')]) hash.update(await readFile(file));
  const kept = join(tmpdir(), `forecourt-prepared-${userInfo().uid}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(kept)) return kept;
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-preparing-'));
  const command = join(repositoryFolder, 'packages', 'sdk', 'src', 'cli', 'main.ts');
  const env = { ...process.env, FORECOURT_DATA_DIR: folder };
  await run(process.execPath, ['--disable-warning=ExperimentalWarning', command, 'migrate'], { cwd: repositoryFolder, env });
  // Two test processes may make it at once: one of them comes first, and both are as good.
  await rename(join(folder, 'database'), kept).catch((error: unknown) => {
    if (!existsSync(kept)) throw error;
  });
  await rm(folder, { recursive: true, force: true });
  return kept;
}

/** A thousand small files: one call of the system each, and none waits for another. */
function copyFolder(from: string, to: string, isShared: (folder: string) => boolean, inside = ''): void {
  mkdirSync(to);
  const put = isShared(inside) ? linkSync : copyFileSync;
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target, isShared, join(inside, entry.name));
    else put(source, target);
  }
}
