import { join } from 'node:path';
import {
  postgres,
  putPreparedDatabase,
  type RunningPostgres,
  startPostgres,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import pg from 'pg';
import { afterAll, describe } from 'vitest';
import { type Database, openDatabase } from '../database/open.ts';
import { migratePostgres } from '../database/postgres.ts';

/** Where one database is: what `openDatabase` and a server's settings take. Empty of rows, with all tables. */
export interface Place extends AsyncDisposable {
  readonly dataDir: string;
  readonly url?: string;
}

/** One of the two columns of "what runs where". */
export interface Column {
  readonly name: 'PGlite' | 'PostgreSQL';
  /** A new place, for tests that open it themselves, more than once, or in processes of their own. */
  makePlace(): Promise<Place>;
  /** A new database, open. It closes with its scope. */
  open(): Promise<Database>;
}

/**
 * Runs a suite on both columns. Where PostgreSQL is missing its half is skipped aloud.
 *
 * @example
 * onBothColumns('events', (column) => {
 *   it('…', async () => {
 *     await using database = await column.open();
 *   });
 * });
 */
export function onBothColumns(title: string, suite: (column: Column) => void): void {
  describe(`${title} on PGlite`, () => suite(pgliteColumn()));
  describe.skipIf(!postgres.canStart)(`${title} on PostgreSQL${postgres.note}`, () => suite(postgresColumn()));
}

/** The column on PGlite alone, for suites that go from one to the other. */
export function pgliteColumn(): Column {
  const makePlace = async () => {
    const folder = await temporaryFolder();
    await putPreparedDatabase(folder.path);
    return { dataDir: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  };
  return { name: 'PGlite', makePlace, open: () => openIn(makePlace) };
}

/** One cluster for all tests of the suite, with a database for each, copied from one that is migrated. It has to be there. */
export function postgresColumn(): Column {
  let starting: Promise<{ server: RunningPostgres; template: string; folder: TemporaryFolder }> | undefined;
  let made = 0;
  const start = async () => {
    const server = await startPostgres();
    const template = await server.createDatabase();
    await migratePostgres({ url: template });
    return { server, template, folder: await temporaryFolder() };
  };
  afterAll(async () => {
    const started = await starting;
    await started?.server[Symbol.asyncDispose]();
    await started?.folder[Symbol.asyncDispose]();
  });
  const makePlace = async () => {
    starting ??= start();
    const { template, folder } = await starting;
    const name = `place_${++made}`;
    const administrator = new pg.Client({ connectionString: withDatabase(template, 'postgres') });
    await administrator.connect();
    await administrator.query(`create database ${name} template ${new URL(template).pathname.slice(1)} strategy file_copy`);
    await administrator.end();
    // Dropped with the whole cluster.
    return { dataDir: join(folder.path, name), url: withDatabase(template, name), [Symbol.asyncDispose]: async () => undefined };
  };
  return { name: 'PostgreSQL', makePlace, open: () => openIn(makePlace) };
}

async function openIn(makePlace: () => Promise<Place>): Promise<Database> {
  const place = await makePlace();
  const database = await openDatabase(place);
  const close = async () => {
    await database.close();
    await place[Symbol.asyncDispose]();
  };
  return { ...database, close, [Symbol.asyncDispose]: close };
}

function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}
