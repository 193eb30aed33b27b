import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@forecourt/sdk/client';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { installTinyModel, postgres, redCarPhoto, startPostgres, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createForecourt, getForecourt } from './forecourt.ts';
import { listenForecourt } from './listen.ts';
import { onBothColumns } from './testing/columns.ts';
import { sendPhoto, startTestServer, testOptions } from './testing/server.ts';

const owner = { dealership: 'Hill Street Motors', name: 'Ada', email: 'ada@example.com', password: 'a long enough password' };

const credentials = { email: owner.email, password: owner.password };

onBothColumns('a server', (column) => {
  it('lets its first owner in by the code that it gave, once, and then by the password', async () => {
    await using place = await column.makePlace();
    await using server = await listenForecourt(testOptions(place));
    const { needed, code, path } = await server.forecourt.setup();
    expect([needed, path]).toEqual([true, `/welcome?code=${code}`]);
    const client = createClient({ url: server.url });
    expect(await client.setup.read()).toEqual({ needed: true });
    await expect(client.setup.complete({ code: 'guessed', ...owner })).rejects.toMatchObject({ code: 'SETUP_CODE_WRONG' });
    expect(await client.setup.complete({ code: code ?? '', ...owner })).toMatchObject({
      kind: 'person',
      role: 'owner',
      person: { email: owner.email },
    });
    await expect(client.setup.complete({ code: code ?? '', ...owner })).rejects.toMatchObject({ code: 'SETUP_DONE' });
    expect(await server.forecourt.setup()).toEqual({ needed: false, code: null, path: null });

    await expect(client.session.signIn({ email: owner.email, password: 'another password' })).rejects.toMatchObject({
      code: 'WRONG_CREDENTIALS',
    });
    const signedIn = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(credentials),
    });
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^forecourt_session=[\w-]{40,}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const person = server.forecourt.client({ cookie: cookie.split(';')[0] ?? '' });
    expect((await person.session.read()).person?.name).toBe('Ada');
    await person.session.signOut();
    await expect(person.session.read()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('makes the owner of its settings, and takes them from nowhere else', async () => {
    await using place = await column.makePlace();
    const environment = { FORECOURT_OWNER_EMAIL: owner.email, FORECOURT_OWNER_PASSWORD: owner.password };
    await using server = await listenForecourt({ ...testOptions(place), environment });
    expect((await server.forecourt.setup()).needed).toBe(false);
    expect((await createClient({ url: server.url }).session.signIn(credentials)).role).toBe('owner');
  });

  it('takes a photo from the upload to the listing, and back', async () => {
    await using folder = await temporaryFolder();
    await using provider = createLocalProvider(await installTinyModel(folder.path));
    await using server = await startTestServer(column, { worker: true, provider });
    const { client, headers } = server.tenant('ours');
    const vehicle = await client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const stop = new AbortController();
    const events = client.events({ signal: stop.signal });
    const seen: string[] = [];
    const isCut = (async () => {
      for await (const event of events) {
        if (event.type === 'stream.opened') void sendPhoto(server.url, headers, vehicle.id, redCarPhoto());
        if (event.type === 'photo.added' || event.type === 'photo.changed') seen.push(event.data.state);
        if (event.type === 'photo.changed' && event.data.state !== 'working') return event.data;
      }
      return undefined;
    })();
    const photo = await isCut;
    expect(seen).toEqual(['waiting', 'working', 'review']);
    expect(photo?.cutout?.report?.verdict).toMatch(/pass|review|reject/);
    const id = photo?.id ?? '';
    await expect(client.photos.approve(id, { expectedVersion: 1 })).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
    const approved = await client.photos.approve(id, { expectedVersion: photo?.version });
    expect(approved).toMatchObject({ state: 'approved', review: { decision: 'approve', by: 'Owner of ours' } });
    expect(await client.vehicles.listing(vehicle.id)).toMatchObject({ ready: true, pictures: [{ kind: 'cutout' }] });
    expect(await client.photos.reject(id, { reason: 'The mirror is missing.' })).toMatchObject({
      state: 'rejected',
      review: { reason: 'The mirror is missing.' },
    });
    expect(await client.photos.undoReview(id)).toMatchObject({ state: 'approved', review: { decision: 'approve' } });
    expect(await client.photos.undoReview(id)).toMatchObject({ state: 'review', review: null });
    await expect(client.photos.undoReview(id)).rejects.toMatchObject({ code: 'NOT_REVIEWABLE' });
    expect((await client.vehicles.list().page()).items[0]).toMatchObject({ photos: { review: 1 } });

    const sha256 = photo?.cutout?.asset.sha256 ?? '';
    const file = await client.assets.file(sha256);
    expect([file.headers.get('content-type'), (await file.bytes()).byteLength]).toEqual(['image/png', photo?.cutout?.asset.bytes]);
    const preview = await fetch(client.assets.previewUrl(sha256, { widthPx: 160 }), { headers });
    expect([preview.status, preview.headers.get('content-type'), preview.headers.get('cache-control')]).toEqual([
      200,
      'image/webp',
      'private, max-age=31536000, immutable',
    ]);
    expect((await preview.bytes()).subarray(8, 12)).toEqual(new TextEncoder().encode('WEBP'));
    expect(await server.forecourt.check()).toMatchObject({ isReady: true });
  });

  it('is the only one on its data folder, or shares all of it where the database can be shared', async () => {
    await using place = await column.makePlace();
    const samePlace = {
      name: column.name,
      open: column.open,
      makePlace: async () => ({ ...place, [Symbol.asyncDispose]: async () => undefined }),
    };
    await using first = await startTestServer(samePlace);
    if (column.name === 'PGlite') {
      await expect(startTestServer(samePlace)).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
      expect((await first.forecourt.check()).parts.database.isReady).toBe(true);
    } else {
      await using second = await startTestServer(samePlace);
      for await (const event of second.tenant('ours').client.events()) {
        if (event.type === 'stream.opened')
          void first.tenant('ours').client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
        if (event.type === 'vehicle.created') break;
      }
    }
    await expect(startTestServer(samePlace, { port: first.port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    await first.close();
    const nobody = await freePort();
    await expect(startTestServer(samePlace, { redisUrl: `redis://127.0.0.1:${nobody}` })).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
    });
  });

  it('stops in order: new writes are refused, streams end, and what hangs does not hold it', async () => {
    const hanging = Promise.withResolvers<never>();
    const server = await startTestServer(column, {
      worker: true,
      provider: { ...silentProvider(), removeBackground: () => hanging.promise },
    });
    const { client, headers } = server.tenant('ours');
    const vehicle = await client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const ended = (async () => {
      const types: string[] = [];
      const answer = await fetch(`${server.url}/api/v1/events`, { headers });
      for await (const part of answer.body ?? []) types.push(new TextDecoder().decode(part));
      return types.join('');
    })();
    await sendPhoto(server.url, headers, vehicle.id, redCarPhoto());
    await expect.poll(async () => (await client.jobs.list().page()).items[0]?.state).toBe('working');
    const closing = server.close({ graceMs: 300 });
    const refused = await server.forecourt.fetch(new Request(`${server.url}/api/v1/vehicles`, { method: 'POST', headers }));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await closing).toBe(false);
    expect(await ended).toContain('stream.opened');
    hanging.reject(new Error('The test is over.'));
    await server.place[Symbol.asyncDispose]();
  });
});

describe('a server that cannot start', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder[Symbol.asyncDispose]());
  const start = (options: Parameters<typeof listenForecourt>[0]) =>
    listenForecourt({ ...testOptions({ dataDir: folder.path, [Symbol.asyncDispose]: async () => undefined }), ...options });

  it('says so where something is not reachable, and does without nothing quietly', async () => {
    const nobody = await freePort();
    await expect(start({ databaseUrl: `postgres://a@127.0.0.1:${nobody}/x` })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(start({ environment: { DATABASE_URL: 'mysql://x' } })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('DATABASE_URL'),
    });
    await expect(start({ environment: { FORECOURT_OWNER_MAIL: 'x' } })).rejects.toMatchObject({
      code: 'UNKNOWN_SETTING',
      hint: expect.stringContaining('FORECOURT_OWNER_EMAIL'),
    });
    // @ts-expect-error an option that does not exist
    expect(() => createForecourt({ datadir: '/x' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('answers so, and is alive', async () => {
    const forecourt = createForecourt({
      dataDir: folder.path,
      databaseUrl: `postgres://a@127.0.0.1:${await freePort()}/x`,
      environment: { FORECOURT_SERVER_LOG: 'silent' },
    });
    const answer = await forecourt.fetch(new Request('http://x/api/v1/setup'));
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' })]);
    expect((await forecourt.fetch(new Request('http://x/healthz'))).status).toBe(200);
    await forecourt.close();
  });
});

it('is one for a data folder, however often its module is loaded', () => {
  const options = { dataDir: '/nowhere/one', environment: {} };
  expect(getForecourt(options)).toBe(getForecourt(options));
  expect(getForecourt({ ...options, dataDir: '/nowhere/two' })).not.toBe(getForecourt(options));
});

describe.skipIf(!postgres.canStart)(`a database that goes away and returns${postgres.note}`, () => {
  it('is waited for: requests say so meanwhile, and streams miss nothing', async () => {
    await using database = await startPostgres();
    await using folder = await temporaryFolder();
    const url = await database.createDatabase();
    const place = { dataDir: folder.path, url, [Symbol.asyncDispose]: async () => undefined };
    await using server = await startTestServer({
      name: 'PostgreSQL',
      makePlace: async () => place,
      open: () => Promise.reject(new TypeError('unused')),
    });
    const { client, headers } = server.tenant('ours');
    const create = (stockNumber: string) => client.vehicles.create({ stockNumber, make: 'Audi', model: 'A4' });
    await create('A-1');
    const heard = (async () => {
      const numbers: string[] = [];
      for await (const event of client.events({ after: '0' })) {
        if (event.type === 'vehicle.created') numbers.push(event.data.stockNumber);
        if (numbers.length === 2) return numbers;
      }
      return numbers;
    })();
    await database.stop();
    const answer = await fetch(`${server.url}/api/v1/vehicles`, { headers });
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '2',
      expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' }),
    ]);
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({
      isReady: false,
      parts: { database: { isReady: false, code: 'DATABASE_UNAVAILABLE' } },
    });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    await database.restart();
    await expect
      .poll(
        () =>
          create('A-2').then(
            (vehicle) => vehicle.stockNumber,
            () => null,
          ),
        { timeout: 20_000 },
      )
      .toBe('A-2');
    expect(await heard).toEqual(['A-1', 'A-2']);
    await expect.poll(async () => (await server.forecourt.check()).isReady, { timeout: 20_000 }).toBe(true);
  });
});

/** A provider that is there and was not told what to do. */
function silentProvider() {
  return {
    name: 'silent',
    abilities: async () => ({ provider: 'silent', checkedOn: null, offers: [] }),
    health: async () => ({ state: 'ready' as const, message: 'It is.' }),
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
