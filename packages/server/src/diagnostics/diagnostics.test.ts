import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult } from '@forecourt/sdk/contract';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { installTinyModel, postgres, redis, smallDisk, smallDisks, startPostgres, startRedis, temporaryFolder } from '@forecourt/testing';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { sql } from '../database/drizzle.ts';
import { lookAtDatabase } from '../database/look.ts';
import { openDatabase } from '../database/open.ts';
import { announceWorker } from '../database/workers.ts';
import { makeLot } from '../jobs/testing/lot.ts';
import { readServerSettings } from '../settings/settings.ts';
import { createLocalStorage } from '../storage/index.ts';
import { onBothColumns } from '../testing/columns.ts';
import { checks } from './checks/index.ts';
import { runChecks, settingsFailed, summarise } from './run-checks.ts';
import type { Site } from './site.ts';

/** A site where nothing is wrong, but for what is given. */
function siteOf(parts: Partial<Site> & Pick<Site, 'dataDir'>): Site {
  const settings = readServerSettings({ PORT: '0', FORECOURT_DATA_DIR: parts.dataDir });
  return {
    environment: {},
    settings,
    databaseUrl: undefined,
    redisUrl: undefined,
    isServing: true,
    isWorking: true,
    database: () => Promise.resolve(null),
    storage: () => createLocalStorage({ folder: parts.dataDir }),
    provider: () => Promise.resolve({ state: 'ready', message: 'Ready.' }),
    now: () => Date.now(),
    ...parts,
  };
}

/** What is not as it should be, by the name of its part. */
async function wrong(site: Site): Promise<Record<string, Pick<CheckResult, 'state' | 'message' | 'hint'>>> {
  const results = await runChecks(site);
  for (const { state, hint, message } of results) {
    expect(message).toMatch(/\.$/);
    // Whatever is broken here is not a defect of Forecourt, and nobody should be asked to report it.
    expect(`${message} ${hint}`).not.toMatch(/This is a defect|undefined/);
    if (state === 'failed' || state === 'warning') expect(hint).toEqual(expect.any(String));
  }
  const bad = results.filter(({ state }) => state === 'failed' || state === 'warning');
  return Object.fromEntries(bad.map(({ name, state, message, hint }) => [name, { state, message, hint }]));
}

onBothColumns('diagnostics', (column) => {
  it('find nothing where nothing is wrong, and look at every part', async () => {
    await using place = await column.makePlace();
    await using database = await openDatabase(place);
    const site = siteOf({ dataDir: place.dataDir, databaseUrl: place.url, database: () => Promise.resolve(database) });
    const results = await runChecks(site);
    expect(results.map(({ name }) => name)).toEqual(checks.map(({ name }) => name));
    expect(results.filter(({ state }) => state !== 'ok').map(({ name, message }) => `${name}: ${message}`)).toEqual(quietParts);
  });

  it('name what else in a database is not as it should be: clock, queue, workers, key ring, schema', async () => {
    await using database = await column.open();
    await using folder = await temporaryFolder();
    const here = siteOf({ dataDir: folder.path, database: () => Promise.resolve(database) });
    const site = (aheadMs: number) =>
      siteOf({ dataDir: folder.path, database: () => Promise.resolve(database), now: () => Date.now() + aheadMs });
    expect((await wrong(site(-60_000))).clock).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/60\.\d s behind/),
      hint: expect.stringContaining('NTP'),
    });
    expect((await wrong(site(5_000))).clock).toMatchObject({ state: 'warning', message: expect.stringContaining('ahead of') });

    const { addCar } = await makeLot({ database, storage: await createLocalStorage({ folder: folder.path }) });
    expect((await wrong(here)).workers).toMatchObject({ state: 'warning', hint: expect.stringContaining('forecourt worker') });
    await addCar();
    expect((await wrong(here)).workers).toMatchObject({ state: 'failed', message: 'No worker is alive, and 1 job waits.' });
    const sign = { id: newId(), host: 'h', processId: 1, provider: 'local', concurrency: 2, underWay: 1 };
    await announceWorker(database.orm, sign);
    expect(await wrong(here)).not.toHaveProperty('workers');
    await database.orm.execute(sql`update jobs set created_at = now() - interval '20 minutes'`);
    expect((await wrong(here)).backlog).toMatchObject({ state: 'warning', message: expect.stringContaining('20 minutes') });
    await database.orm.execute(sql`insert into installation_pause (paused_by) values ('Ada')`);
    expect((await wrong(here)).backlog).toMatchObject({ state: 'warning', message: expect.stringContaining('Ada paused') });

    await database.orm.execute(sql`insert into secret_keys (id, fingerprint) values ('gone', 'x')`);
    await database.orm.execute(sql`insert into secrets (id, dealership_id, purpose, key_id, wrapped_key, ciphertext, last_four)
      select gen_random_uuid(), id, 'p', 'gone', 'w', 'c', '' from dealerships`);
    expect((await wrong(here)).secrets).toMatchObject({ state: 'failed', message: expect.stringContaining('gone') });

    await database.orm.execute(
      sql`update forecourt_migrations set sha256 = 'another' where name = (select min(name) from forecourt_migrations)`,
    );
    expect((await wrong(here)).migrations).toMatchObject({ state: 'failed', message: expect.stringContaining('other migrations') });
    await database.orm.execute(sql`delete from forecourt_migrations where name = (select min(name) from forecourt_migrations)`);
    expect((await wrong(here)).migrations).toMatchObject({ state: 'failed', hint: expect.stringContaining('forecourt migrate') });
    await database.orm.execute(sql`insert into forecourt_migrations (name, sha256) values ('9999_later', 'x')`);
    expect((await wrong(here)).migrations).toMatchObject({ state: 'failed', message: expect.stringContaining('newer version') });
  });
});

describe('diagnostics', () => {
  it.skipIf(!postgres.canStart)(`name a database that is down, and look at nothing that needs it${postgres.note}`, async () => {
    await using folder = await temporaryFolder();
    const server = await startPostgres();
    const url = await server.createDatabase();
    const empty = await lookAtDatabase({ dataDir: folder.path, url });
    expect((await wrong(siteOf({ dataDir: folder.path, database: () => Promise.resolve(empty) }))).migrations).toMatchObject({
      state: 'failed',
    });
    await empty?.[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    const site = siteOf({
      dataDir: folder.path,
      databaseUrl: url,
      redisUrl: 'redis://127.0.0.1:9',
      database: () => lookAtDatabase({ dataDir: folder.path, url }),
    });
    expect(await wrong(site)).toEqual({
      database: {
        state: 'failed',
        message: expect.stringMatching(/cannot be used: .*ECONNREFUSED/),
        hint: expect.stringContaining('DATABASE_URL'),
      },
      queue: { state: 'failed', message: expect.stringContaining('ECONNREFUSED'), hint: expect.stringContaining('REDIS_URL') },
    });
    const skipped = (await runChecks(site)).filter(({ state }) => state === 'skipped').map(({ name }) => name);
    expect(skipped).toEqual(
      checks.filter(({ needs = [] }) => needs.includes('database') || needs.includes('migrations')).map(({ name }) => name),
    );
  });

  it.skipIf(!redis.canStart)(`name a Redis that would throw messages away${redis.note}`, async () => {
    await using folder = await temporaryFolder();
    await using server = await startRedis();
    const site = siteOf({ dataDir: folder.path, redisUrl: server.url });
    expect(await wrong(site)).toEqual({});
    const { Redis } = await import('ioredis');
    const client = new Redis(server.url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    expect(await wrong(site)).toEqual({
      queue: { state: 'warning', message: expect.stringContaining('allkeys-lru'), hint: expect.stringContaining('noeviction') },
    });
  });

  it.skipIf(!smallDisks.canBeMade)(`name a disk that is full, and a folder that cannot be written${smallDisks.note}`, async () => {
    await using disk = await smallDisk(256);
    const site = siteOf({ dataDir: disk.path });
    expect(await wrong(site)).toEqual({
      disk: { state: 'failed', message: expect.stringContaining('0 MB'), hint: expect.stringContaining('Free') },
    });
    disk.makeReadOnly();
    const found = await wrong(site);
    expect(found['data-folder']).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(disk.path),
      hint: expect.stringContaining('FORECOURT_DATA_DIR'),
    });
    expect(found.storage).toMatchObject({ state: 'failed' });
    expect(found).not.toHaveProperty('disk');
  });

  it('name a model whose weights are missing', async () => {
    await using folder = await temporaryFolder();
    const options = await installTinyModel(folder.path);
    await rm(join(options.dataDir, 'models'), { recursive: true });
    await using local = createLocalProvider(options);
    const site = siteOf({ dataDir: folder.path, provider: () => local.health() });
    expect(await wrong(site)).toEqual({
      model: { state: 'failed', message: expect.stringContaining('tiny'), hint: expect.stringContaining('models') },
    });
  });

  it('name a storage that nobody answers for, and one that takes its time', async () => {
    await using folder = await temporaryFolder();
    const { ForecourtError } = await import('@forecourt/errors');
    const away = siteOf({
      dataDir: folder.path,
      storage: () => Promise.reject(new ForecourtError('STORAGE_FAILED', 'The bucket does not answer.')),
    });
    expect(await wrong(away)).toEqual({ storage: { state: 'failed', message: 'The bucket does not answer.', hint: expect.any(String) } });
    const slow = siteOf({ dataDir: folder.path, storage: () => new Promise(() => undefined) });
    const results = await runChecks(slow, { deadlineMs: 200 });
    expect(results.find(({ name }) => name === 'storage')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('did not answer'),
    });
  });

  it('name a port that another program has', async () => {
    await using folder = await temporaryFolder();
    const { createServer } = await import('node:http');
    const server = createServer((_, response) => response.end('something else'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const settings = readServerSettings({ PORT: String(port) });
    expect(await wrong(siteOf({ dataDir: folder.path, isServing: false, settings }))).toEqual({
      port: { state: 'failed', message: expect.stringContaining(`port ${port}`), hint: expect.stringContaining('PORT') },
    });
    await new Promise((resolve) => server.close(resolve));
    expect(await wrong(siteOf({ dataDir: folder.path, isServing: false, settings }))).toEqual({});
  });

  it('name a mail server that is away', async () => {
    await using folder = await temporaryFolder();
    const settings = readServerSettings({ PORT: '0', FORECOURT_SMTP_URL: 'smtp://127.0.0.1:9', FORECOURT_MAIL_FROM: 'a@example.com' });
    expect((await wrong(siteOf({ dataDir: folder.path, settings }))).mail).toMatchObject({ state: 'failed' });
  });

  it('name a collector of traces that is away', async () => {
    await using folder = await temporaryFolder();
    const settings = readServerSettings({ PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    expect((await wrong(siteOf({ dataDir: folder.path, settings }))).traces).toMatchObject({ state: 'warning' });
  });

  it('name settings that cannot be read, and look at nothing else', () => {
    let thrown: unknown;
    try {
      readServerSettings({ FORECOURT_SERVER_PROT: '1' });
    } catch (error) {
      thrown = error;
    }
    const { state, checks: found } = summarise(settingsFailed(thrown), '1.0.0');
    expect(state).toBe('failed');
    expect(found[0]).toMatchObject({ name: 'settings', state: 'failed', message: expect.stringContaining('FORECOURT_SERVER_PROT') });
    expect(found.slice(1).every((check) => check.state === 'skipped')).toBe(true);
  });
});

/** Parts that a database without any server on it says something about. */
const quietParts: readonly string[] = [
  'queue: The queue in the database has no tables yet.',
  'workers: No worker is alive; photos would wait.',
];
