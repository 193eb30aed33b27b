import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, syncFolder } from '@forecourt/sdk/files';
import { z } from 'zod';
import type { SqlConnection } from '../database/migrate.ts';
import { dumpRows } from '../database/rows/dump.ts';
import { inSnapshot } from '../database/rows/snapshot.ts';
import { lastingTableNames } from '../database/rows/tables.ts';
import { fileListName } from './files.ts';
import type { Manifest, ManifestTable } from './manifest.ts';
import { type Part, type PartWriter, writePart } from './parts.ts';

export interface WrittenRows {
  readonly migrations: Manifest['migrations'];
  readonly tables: readonly ManifestTable[];
  /** Files that rows name, each once. */
  readonly list: Part & { readonly count: number; readonly fileBytes: number };
}

const migrationsSchema = z.array(z.strictObject({ name: z.string(), sha256: z.string() }));
const filesSchema = z.array(z.object({ sha256: z.string(), bytes: z.coerce.number() }));
const filesAtOnce = 1_000;

/** Writes all rows as they are at one moment into a folder: a file for each table, and one that names the files of the storage. */
export async function writeRows(connection: SqlConnection, folder: string, signal?: AbortSignal): Promise<WrittenRows> {
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  const written = await inSnapshot(connection, async () => {
    const found = await connection.query('select name, sha256 from forecourt_migrations order by name', []);
    const tables = await writeTables(connection, folder, signal);
    const list = await writeFileList(connection, join(folder, fileListName));
    return { migrations: migrationsSchema.parse(found), tables, list };
  });
  await syncFolder(folder);
  return written;
}

async function writeTables(connection: SqlConnection, folder: string, signal: AbortSignal | undefined): Promise<ManifestTable[]> {
  const tables: ManifestTable[] = [];
  let current: { writer: PartWriter; name: string; columns: string[]; rows: number } | undefined;
  const end = async () => {
    if (!current) return;
    const { writer, ...table } = current;
    tables.push({ ...table, ...(await writer.end()) });
    current = undefined;
  };
  await dumpRows(
    connection,
    {
      async table({ name, columns }) {
        await end();
        current = { writer: await writePart(tablePath(folder, name)), name, columns: columns.map((column) => column.name), rows: 0 };
      },
      async rows(lines) {
        if (!current) return;
        current.rows += lines.length;
        await current.writer.write(lines);
      },
    },
    { names: lastingTableNames, signal },
  );
  await end();
  return tables;
}

async function writeFileList(connection: SqlConnection, path: string): Promise<WrittenRows['list']> {
  const writer = await writePart(path);
  let count = 0;
  let fileBytes = 0;
  await connection.run(
    'declare forecourt_files no scroll cursor for select sha256, max(bytes) as bytes from assets group by sha256 order by sha256',
  );
  for (;;) {
    const files = filesSchema.parse(await connection.query(`fetch ${filesAtOnce} from forecourt_files`, []));
    if (files.length > 0) await writer.write(files.map(({ sha256, bytes }) => JSON.stringify([sha256, bytes])));
    count += files.length;
    fileBytes += files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (files.length < filesAtOnce) break;
  }
  return { ...(await writer.end()), count, fileBytes };
}

export function tablePath(folder: string, table: string): string {
  return join(folder, `${table}.jsonl`);
}
