import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { describe, expect, it } from 'vitest';
import { embedMigrations } from './embed-migrations.ts';
import { migrateConnection, type SqlConnection } from './migrate.ts';
import { migrations } from './migrations.generated.ts';

it('carries the very migrations that lie in the folder', async () => {
  await expect(await embedMigrations(join(import.meta.dirname, 'migrations'))).toMatchFileSnapshot('migrations.generated.ts');
});

describe('migrating', () => {
  it('applies what is missing, all or nothing, and refuses a database of another history', async () => {
    const pglite = await PGlite.create();
    await using _pglite = { [Symbol.asyncDispose]: () => pglite.close() };
    const connection: SqlConnection = {
      run: async (sql) => void (await pglite.exec(sql)),
      query: async (sql, parameters) => (await pglite.query(sql, [...parameters])).rows,
    };
    const one = { name: '0000_one', sql: 'create table one (id int);' };
    const two = { name: '0001_two', sql: 'create table two (id int);--> statement-breakpoint\ncreate table three (id int);' };
    const broken = { name: '0002_broken', sql: 'create table four (id int); create table four (id int);' };

    expect(await migrateConnection(connection, [one])).toEqual({ applied: ['0000_one'] });
    await expect(migrateConnection(connection, [one, two, broken])).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('0002_broken'),
    });
    const tables = async () =>
      (await connection.query("select tablename from pg_tables where schemaname = 'public' order by 1", [])).length;
    expect(await tables()).toBe(2);
    expect(await migrateConnection(connection, [one, two])).toEqual({ applied: ['0001_two'] });
    expect(await migrateConnection(connection, [one, two])).toEqual({ applied: [] });
    expect(await tables()).toBe(4);

    await expect(migrateConnection(connection, [one])).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('0001_two, which this version does not know'),
    });
    await expect(migrateConnection(connection, [one, { ...two, sql: 'select 1' }])).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
  });

  it('takes only migrations that run in a transaction', () => {
    for (const { sql } of migrations) expect(sql).not.toMatch(/\bconcurrently\b/i);
  });
});
