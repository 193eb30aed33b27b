import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { makeFolder } from '@forecourt/sdk/files';
import { z } from 'zod';
import { type DatabasePlace, withConnection } from '../database/connection.ts';
import { applyMigrations, migrateConnection, migrationHash, type SqlConnection } from '../database/migrate.ts';
import { migrations } from '../database/migrations.generated.ts';
import { loadRows, type TableRows } from '../database/rows/load.ts';
import { quoted, readTableShapes, tableNames } from '../database/rows/tables.ts';
import { readStream } from '../storage/local/read-stream.ts';
import { fileListName, listedFiles, pathInBackup, requireSpace } from './files.ts';
import { restoreKeyRing } from './key-ring.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { readLines, verifyPart } from './parts.ts';
import type { FileTarget } from './places.ts';
import { tablePath } from './rows.ts';
import { isRestoreUnfinished, markRestore, unmarkRestore } from './unfinished.ts';

export interface RestoreOptions {
  readonly folder: string;
  readonly place: DatabasePlace;
  readonly storage: FileTarget;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((text: string) => void) | undefined;
}

export interface RestoreReport {
  readonly createdAt: string;
  readonly rows: number;
  readonly files: number;
  /** Files that were not in the back-up either. */
  readonly missing: readonly string[];
  readonly hasFiles: boolean;
  readonly hasKeys: boolean;
}

/**
 * Brings a back-up into an installation that has nothing yet, on either database. First everything in it is verified, then files come
 * into the storage, then all rows in one transaction. Interrupted, it leaves an installation that refuses to start until the restore
 * was done again.
 *
 * @throws BACKUP_INVALID, BACKUP_TOO_NEW, RESTORE_NOT_EMPTY, DATA_FOLDER_IN_USE, DISK_FULL: nothing was changed then
 */
export async function restore({ folder, place, storage, signal, progress }: RestoreOptions): Promise<RestoreReport> {
  const manifest = await readManifest(folder);
  const first = migrationsOf(manifest);
  await verify(folder, manifest, { signal, progress });
  await makeFolder(place.dataDir);
  return await withConnection({ ...place, signal }, async (connection) => {
    if (!isRestoreUnfinished(place.dataDir)) await requireEmpty(connection);
    await requireSpace(
      place.dataDir,
      manifest.rows.tables.reduce((sum, { bytes }) => sum + 2 * bytes, manifest.files?.bytes ?? 0),
    );
    await markRestore(place.dataDir, folder);
    const files = await putFiles(folder, manifest, { storage, signal, progress });
    if (manifest.hasKeys) await restoreKeyRing(join(folder, manifest.rows.folder), place.dataDir);
    progress?.('writing rows');
    await connection.run('begin');
    try {
      await removeTables(connection);
      await applyMigrations(connection, first);
      const names = manifest.rows.tables.map(({ name }) => name);
      const counts = await loadRows(connection, names, tablesOf(folder, manifest, signal));
      for (const { name, rows } of manifest.rows.tables) {
        if (counts[name] !== rows) throw new ForecourtError('BACKUP_INVALID', `${name} has ${counts[name]} rows instead of ${rows}.`);
      }
      await connection.run('commit');
    } catch (error) {
      await connection.run('rollback').catch(() => undefined); // the first error says more
      throw error;
    }
    await migrateConnection(connection);
    await connection.run('analyze');
    await connection.run('checkpoint').catch(() => undefined); // only some roles may; it only saves time at the next start
    return {
      ...{ createdAt: manifest.createdAt, files, missing: manifest.files?.missing ?? [], hasFiles: manifest.files !== null },
      ...{ rows: manifest.rows.tables.reduce((sum, { rows }) => sum + rows, 0), hasKeys: manifest.hasKeys },
    };
  }).then(async (report) => {
    if (place.url === undefined) await syncTree(join(place.dataDir, 'database'));
    await unmarkRestore(place.dataDir);
    return report;
  });
}

/** The migrations that the back-up's tables were made with: the first ones of ours. @throws BACKUP_TOO_NEW, BACKUP_INVALID */
function migrationsOf(manifest: Manifest): typeof migrations {
  for (const [place, { name, sha256 }] of manifest.migrations.entries()) {
    const own = migrations[place];
    if (own === undefined || !migrations.some((migration) => migration.name === name)) {
      throw new ForecourtError('BACKUP_TOO_NEW', `The back-up was made with the migration ${name}, which this version does not know.`);
    }
    if (own.name !== name || migrationHash(own.sql) !== sha256) {
      throw new ForecourtError('BACKUP_INVALID', `The migration ${name} is not the one that the back-up was made with.`);
    }
  }
  return migrations.slice(0, manifest.migrations.length);
}

/** Reads every byte that is going to be used. */
async function verify(
  folder: string,
  { rows, files }: Manifest,
  { signal, progress }: Pick<RestoreOptions, 'signal' | 'progress'>,
): Promise<void> {
  const rowFolder = join(folder, rows.folder);
  for (const table of rows.tables) {
    progress?.(`verifying ${table.name}`);
    await verifyPart(tablePath(rowFolder, table.name), table, signal);
  }
  if (!files) return;
  const listPath = join(rowFolder, fileListName);
  await verifyPart(listPath, files.list, signal);
  const missing = new Set(files.missing);
  let count = 0;
  for await (const { sha256, bytes } of listedFiles(listPath)) {
    if (!missing.has(sha256)) await verifyPart(pathInBackup(folder, sha256), { sha256, bytes }, signal);
    count++;
    progress?.(`verifying files: ${count} of ${files.count}`);
  }
}

/** Something that somebody made; what a server writes at its first start does not count. @throws RESTORE_NOT_EMPTY */
async function requireEmpty(connection: SqlConnection): Promise<void> {
  for (const { name } of await readTableShapes(connection, ['dealerships', 'people'])) {
    const [row] = await connection.query(`select 1 from ${quoted(name)} limit 1`, []);
    if (row !== undefined) throw new ForecourtError('RESTORE_NOT_EMPTY', `This installation is in use: it has ${name}.`);
  }
  const [server] = await connection.query(
    `select 1 from pg_stat_activity where datname = current_database() and application_name = 'forecourt' and pid <> pg_backend_pid() limit 1`,
    [],
  );
  if (server !== undefined)
    throw new ForecourtError('RESTORE_NOT_EMPTY', 'A server runs on this database.', { hint: 'Stop it, then restore.' });
}

async function putFiles(
  folder: string,
  manifest: Manifest,
  { storage, signal, progress }: Pick<RestoreOptions, 'storage' | 'signal' | 'progress'>,
): Promise<number> {
  if (!manifest.files) return 0;
  const missing = new Set(manifest.files.missing);
  let count = 0;
  for await (const { sha256, bytes } of listedFiles(join(folder, manifest.rows.folder, fileListName))) {
    throwIfAborted(signal);
    if (missing.has(sha256)) continue;
    const isThere = (await storage.has(sha256)) && (await storage.size(sha256)) === bytes;
    if (!isThere) await storage.put(readStream(await open(pathInBackup(folder, sha256))), { sha256, signal });
    count++;
    progress?.(`bringing files: ${count} of ${manifest.files.count}`);
  }
  return count;
}

const functionSchema = z.array(z.object({ name: z.string() }));

/** Tables of ours and the functions of their triggers: the migrations make them anew. */
async function removeTables(connection: SqlConnection): Promise<void> {
  const names = [...tableNames, 'forecourt_migrations'];
  const functions = await connection.query(
    `select distinct t.tgfoid::regprocedure::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not t.tgisinternal and c.relnamespace = 'public'::regnamespace and c.relname = any($1::text[])`,
    [names],
  );
  for (const name of names) await connection.run(`drop table if exists ${quoted(name)} cascade`);
  for (const { name } of functionSchema.parse(functions)) await connection.run(`drop function if exists ${name} cascade`);
}

async function* tablesOf(folder: string, { rows }: Manifest, signal: AbortSignal | undefined): AsyncGenerator<TableRows> {
  for (const { name, columns } of rows.tables) {
    throwIfAborted(signal);
    yield { name, columns, lines: readLines(tablePath(join(folder, rows.folder), name)) };
  }
}

/** PGlite leaves it to the system when its files come to the disk; here they come before anybody is told that it is done. */
async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = await open(join(entry.parentPath, entry.name), 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
