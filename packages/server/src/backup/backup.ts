import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@forecourt/sdk/files';
import { type DatabasePlace, withConnection } from '../database/connection.ts';
import { copyFiles, fileListName, listedFiles, pathInBackup, requireSpace } from './files.ts';
import { copyKeyRing } from './key-ring.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import type { FileSource } from './places.ts';
import { writeRows } from './rows.ts';
import { databaseToRead } from './running.ts';

export interface BackupOptions {
  /** Where the back-up lies. Files that an earlier one left there are used again. */
  readonly folder: string;
  readonly place: DatabasePlace;
  readonly storage: FileSource;
  readonly hasFiles?: boolean | undefined;
  /** The key ring is copied too: whoever has the back-up can then open every sealed secret. */
  readonly hasKeys?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((text: string) => void) | undefined;
}

export interface BackupReport {
  readonly folder: string;
  readonly rows: number;
  readonly hasKeys: boolean;
  readonly files: { readonly copied: number; readonly kept: number; readonly bytes: number; readonly missing: readonly string[] } | null;
}

/** A dump takes about as much as the tables do; twice that leaves room for texts that are longer than what they say. */
const rowSpaceFactor = 2;

/**
 * Writes everything into a folder, while servers run: rows as they are at one moment, then every file that these rows name. It counts
 * as a back-up from the moment in which its manifest is there; until then the one that was made into the same folder before does.
 *
 * @throws DISK_FULL before or while it writes, OUTPUT_NOT_WRITABLE, DATABASE_UNAVAILABLE, BACKUP_UNANSWERED, ABORTED
 */
export async function backUp(options: BackupOptions): Promise<BackupReport> {
  const { folder, place, storage, hasFiles = true, hasKeys = false, signal, progress } = options;
  await makeFolder(folder);
  const name = `rows-${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`;
  const rowFolder = join(folder, name);
  try {
    await using source = await databaseToRead(place, signal);
    progress?.('writing rows');
    const written = await withConnection({ ...source.place, signal }, async (connection) => {
      const [size] = await connection.query('select pg_database_size(current_database())::float8 as bytes', []);
      await requireSpace(folder, rowSpaceFactor * bytesOf(size));
      return await writeRows(connection, rowFolder, signal);
    });
    const listPath = join(rowFolder, fileListName);
    let copied: BackupReport['files'] = null;
    if (hasFiles) {
      const { count, fileBytes } = written.list;
      await requireSpace(folder, fileBytes - (await bytesThere(folder, listPath)));
      copied = await copyFiles({
        ...{ list: listedFiles(listPath), storage, folder, signal },
        progress: (done) => progress?.(`copying files: ${done} of ${count}`),
      });
    }
    const hasRing = hasKeys && (await copyKeyRing(place.dataDir, rowFolder));
    const { bytes, sha256, count } = written.list;
    const manifest: Manifest = {
      format: 1,
      createdAt: new Date().toISOString(),
      database: place.url === undefined ? 'pglite' : 'postgres',
      migrations: written.migrations,
      rows: { folder: name, tables: [...written.tables] },
      files: copied && { list: { bytes, sha256 }, count, bytes: copied.bytes, missing: [...copied.missing] },
      hasKeys: hasRing,
    };
    await writeManifest(folder, manifest);
    await removeOthers(folder, name);
    return { folder, rows: written.tables.reduce((sum, { rows }) => sum + rows, 0), files: copied, hasKeys: hasRing };
  } catch (error) {
    await rm(rowFolder, { recursive: true, force: true });
    throw error;
  }
}

function bytesOf(row: unknown): number {
  const bytes: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, 'bytes') : undefined;
  return Number(bytes ?? 0);
}

async function bytesThere(folder: string, listPath: string): Promise<number> {
  let bytes = 0;
  for await (const file of listedFiles(listPath)) {
    const there = await stat(pathInBackup(folder, file.sha256)).catch(() => undefined); // not there: it is copied
    if (there?.size === file.bytes) bytes += file.bytes;
  }
  return bytes;
}

/** Rows of earlier back-ups, and of those that were never finished. */
async function removeOthers(folder: string, name: string): Promise<void> {
  for (const other of await readdir(folder)) {
    if (other.startsWith('rows-') && other !== name) await rm(join(folder, other), { recursive: true, force: true });
  }
}
