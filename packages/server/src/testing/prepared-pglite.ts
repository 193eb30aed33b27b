import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrations } from '../database/migrations.generated.ts';
import { openPglite } from '../database/pglite.ts';

let making: Promise<string> | undefined;

/**
 * A folder with a migrated PGlite that is closed, to be copied: a copy starts in a fifth of a second, a new one takes three.
 * It is made once for each version of PGlite and of the migrations, and kept between runs in the system's temporary folder.
 */
export function preparedPglite(): Promise<string> {
  making ??= make();
  return making;
}

async function make(): Promise<string> {
  const pglite = join(dirname(fileURLToPath(import.meta.resolve('@electric-sql/pglite'))), '..', 'package.json');
  const version = createHash('sha256')
    .update(await readFile(pglite))
    .update(JSON.stringify(migrations))
    .digest('hex')
    .slice(0, 16);
  const kept = join(tmpdir(), `forecourt-prepared-${userInfo().uid}-${version}`);
  if (existsSync(kept)) return kept;
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-preparing-'));
  const database = await openPglite({ dataDir: folder });
  await database.close();
  // Two test processes may make it at once: one of them comes first, and both are as good.
  await rename(join(folder, 'database'), kept).catch((error: unknown) => {
    if (!existsSync(kept)) throw error;
  });
  await rm(folder, { recursive: true, force: true });
  return kept;
}
