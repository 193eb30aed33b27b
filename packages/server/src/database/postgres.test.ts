import { once } from 'node:events';
import { createServer } from 'node:net';
import { onFreePort, postgres, startPostgres } from '@forecourt/testing';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { sampleDealership } from '../testing/samples.ts';
import { sql } from './drizzle.ts';
import { databaseError } from './failures.ts';
import { migrations } from './migrations.generated.ts';
import { openDatabase } from './open.ts';
import { migratePostgres } from './postgres.ts';
import { dealerships } from './schema.ts';

const dataDir = '/nowhere';
const soon = { timeout: 30_000, interval: 50 };

describe.skipIf(!postgres.canStart)(`PostgreSQL that goes away${postgres.note}`, () => {
  it('is an error that can be tried again, and everything works again when it is back', async () => {
    await using server = await startPostgres();
    await using database = await openDatabase({ dataDir, url: await server.createDatabase() });
    await sampleDealership(database, 'kept');
    const heard = vi.fn<(payload: string) => void>();
    await using _listening = await database.listen('forecourt_test', heard);
    const inside = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const interrupted = database.transaction(async (tx) => {
      await tx.insert(dealerships).values({ id: '00000000-0000-7000-8000-000000000000', name: 'lost' });
      inside.resolve();
      await goOn.promise;
      await tx.execute(sql`select 1`);
    });
    await inside.promise;
    await server.kill();
    goOn.resolve();
    await expect(interrupted).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    await expect(database.check()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(database.notify('forecourt_test', 'x')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    const read = database.orm.select().from(dealerships);
    await expect(read.catch((error: unknown) => Promise.reject(databaseError(error)))).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    expect(heard).not.toHaveBeenCalled();

    await server.restart();
    await vi.waitFor(() => database.check(), soon);
    expect(await database.orm.select({ name: dealerships.name }).from(dealerships)).toEqual([{ name: 'kept' }]);
    // What was said meanwhile is lost, so the listener is told to look, and then hears again.
    await vi.waitFor(() => expect(heard).toHaveBeenCalledExactlyOnceWith(''), soon);
    await database.notify('forecourt_test', 'again');
    await vi.waitFor(() => expect(heard).toHaveBeenLastCalledWith('again'), soon);
  });

  it('may be away when somebody begins to listen, and when the server stops', async () => {
    await using server = await startPostgres();
    const database = await openDatabase({ dataDir, url: await server.createDatabase() });
    await server.stop();
    const heard = vi.fn<(payload: string) => void>();
    const listening = database.listen('forecourt_test', heard);
    await server.restart();
    await using _until = await listening;
    await database.notify('forecourt_test', 'hello');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith('hello'), soon);
    await server.kill();
    await database.close();
  });
});

describe.skipIf(!postgres.canStart)(`a wrong DATABASE_URL${postgres.note}`, () => {
  it.each([
    ['mysql://root:secret-word@localhost/x', 'INVALID_INPUT', 'not the address of a PostgreSQL'],
    ['postgres://user:secret-word@:no/x', 'INVALID_INPUT', 'not the address of a PostgreSQL'],
  ])('%s is refused without its password', async (url, code, message) => {
    const error = await openDatabase({ dataDir, url }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(everythingIn(error)).not.toContain('secret-word');
  });

  it('says what is wrong at the named server, without the password', async () => {
    await using server = await startPostgres();
    const url = new URL(await server.createDatabase());
    url.password = 'secret-word';
    url.pathname = '/absent';
    const absent = await openDatabase({ dataDir, url: url.href }).catch((thrown: unknown) => thrown);
    expect(absent).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/at 127\.0\.0\.1:\d+\/absent .*does not exist/),
    });
    expect(everythingIn(absent)).not.toContain('secret-word');
    await server.stop();
    const refused = await openDatabase({ dataDir, url: url.href }).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('ECONNREFUSED') });
    expect(everythingIn(refused)).not.toContain('secret-word');
  });

  it('gives up on a server that says nothing when the caller does', async () => {
    const silent = createServer(() => undefined);
    await using _server = { [Symbol.asyncDispose]: async () => void silent.close() };
    const port = await onFreePort(async (candidate) => {
      silent.listen(candidate, '127.0.0.1');
      await once(silent, 'listening');
      return candidate;
    });
    const calling = new AbortController();
    const connected = once(silent, 'connection');
    const opening = openDatabase({ dataDir, url: `postgres://user@127.0.0.1:${port}/x`, signal: calling.signal });
    const [socket] = await connected;
    calling.abort();
    await expect(opening).rejects.toMatchObject({ code: 'ABORTED' });
    if (socket instanceof Object && 'destroy' in socket && typeof socket.destroy === 'function') socket.destroy();
  });
});

describe.skipIf(!postgres.canStart)(`transactions that meet${postgres.note}`, () => {
  it('are done again by themselves after a deadlock', async () => {
    await using server = await startPostgres({ settings: { deadlock_timeout: '50ms' } });
    const url = await server.createDatabase();
    await using database = await openDatabase({ dataDir, url });
    const [one, two] = [await sampleDealership(database, 'one'), await sampleDealership(database, 'two')];
    const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    let tries = 0;
    const rename = (first: string, second: string, mine: 0 | 1) =>
      database.transaction(async (tx) => {
        tries++;
        await tx.execute(sql`update dealerships set name = name || '!' where id = ${first}`);
        both[mine].resolve();
        await both[mine === 0 ? 1 : 0].promise;
        await tx.execute(sql`update dealerships set name = name || '!' where id = ${second}`);
      });
    await Promise.all([rename(one, two, 0), rename(two, one, 1)]);
    expect(tries).toBeGreaterThan(2);
    const names = await database.orm.select({ name: dealerships.name }).from(dealerships);
    expect(names.map(({ name }) => name).sort()).toEqual(['one!!', 'two!!']);
  });

  it('migrate once when several servers start together', async () => {
    await using server = await startPostgres();
    const url = await server.createDatabase();
    const databases = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ dataDir, url })));
    await Promise.all(databases.map((database) => database.close()));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query('select name from forecourt_migrations order by name');
    await client.end();
    expect(rows).toEqual(migrations.map(({ name }) => ({ name })));
  });
});

function everythingIn(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) parts.push(cause.stack ?? '', JSON.stringify(cause));
  return parts.join('\n');
}

describe.skipIf(!postgres.canStart)(`a database on a managed PostgreSQL${postgres.note}`, () => {
  it('is migrated by its owner, who is no superuser; one who may do less is told what to ask for', async () => {
    await using server = await startPostgres();
    const url = await server.createDatabase();
    const name = new URL(url).pathname.slice(1);
    const administrator = new pg.Client({ connectionString: url });
    await administrator.connect();
    await administrator.query(`create role owner login; create role guest login; alter database ${name} owner to owner`);
    await administrator.query('grant create on schema public to guest');
    const as = (role: string) => url.replace('forecourt@', `${role}@`);
    await expect(migratePostgres({ url: as('guest') })).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      hint: expect.stringContaining('create extension pg_trgm'),
    });
    expect((await migratePostgres({ url: as('owner') })).applied.length).toBeGreaterThan(0);
    await administrator.end();
  });
});
