import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { postgres, putPreparedDatabase, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import { type Database, openDatabase } from '../database/open.ts';
import { migratePostgres } from '../database/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** @see tools/check/one-postgres.ts, which says it of the vitest that is there: what this package has resolves to another place. */
    readonly onePostgresUrl: string;
  }
}

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

/** Databases in the one cluster of this run, each copied from one that is migrated, and dropped when the suite is through. It has to be there. */
export function postgresColumn(): Column {
  let starting: Promise<{ cluster: string; template: string; folder: TemporaryFolder }> | undefined;
  const made: string[] = [];
  const start = async () => {
    const cluster = await clusterOfThisRun();
    return { cluster, template: await migratedTemplate(cluster), folder: await temporaryFolder() };
  };
  afterAll(async () => {
    const started = await starting;
    if (started === undefined) return;
    await withClient(started.cluster, async (client) => {
      // What a test has left open would keep its database.
      for (const name of made) await client.query(`drop database ${name} with (force)`);
    });
    await started.folder[Symbol.asyncDispose]();
  });
  const makePlace = async () => {
    starting ??= start();
    const { cluster, template, folder } = await starting;
    const name = `place_${randomUUID().replaceAll('-', '')}`;
    await withClient(cluster, (client) => client.query(`create database ${name} template ${template} strategy file_copy`));
    made.push(name);
    return { dataDir: join(folder.path, name), url: withDatabase(cluster, name), [Symbol.asyncDispose]: async () => undefined };
  };
  return { name: 'PostgreSQL', makePlace, open: () => openIn(makePlace) };
}

async function clusterOfThisRun(): Promise<string> {
  const answer = await fetch(inject('onePostgresUrl'));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`PostgreSQL did not start: ${text}`);
  return text;
}

/** Made by the first suite that wants one; others wait for it under a lock of the cluster. */
async function migratedTemplate(cluster: string): Promise<string> {
  const name = 'migrated';
  await withClient(cluster, async (client) => {
    await client.query('select pg_advisory_lock(1)');
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    await client.query('drop database if exists migrating');
    await client.query('create database migrating');
    await migratePostgres({ url: withDatabase(cluster, 'migrating') });
    await client.query(`alter database migrating rename to ${name}`);
  });
  return name;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
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
