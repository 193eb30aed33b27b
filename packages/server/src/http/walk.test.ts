import { type Route, type RouteName, routes } from '@forecourt/sdk/contract';
import { redCarPhoto } from '@forecourt/testing';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { describedCode } from '../testing/described.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

/** Something that each route takes, so that only who asks makes a difference. */
const bodies: { readonly [Name in RouteName]?: unknown } = {
  setUp: { code: 'x', dealership: 'D', name: 'N', email: 'a@example.com', password: 'long enough, is it not' },
  signIn: { email: 'a@example.com', password: 'x' },
  createKey: { name: 'K', scopes: ['photos:read'] },
  createVehicle: { stockNumber: 'W-1', make: 'Volvo', model: 'V60' },
  changeVehicle: { colour: 'red' },
  addPhoto: { sha256: '0'.repeat(64), name: 'x.jpg' },
  changePhoto: { angle: 'front' },
  reviewPhoto: { decision: 'approve' },
  processPhoto: {},
  changeNotificationPreferences: {},
  changeNotificationRules: { escalateAfterMinutes: 60 },
  linkAsset: {},
  moveStorage: { to: 'folder' },
  cleanStorage: { dryRun: true },
};
/** Nobody has these: what belongs to another is tried in `errors.test.ts`. */
const nobodys = {
  version: '1.0.0',
  errorId: '0198a000-0000-7000-8000-000000000001',
  notificationId: '0198a000-0000-7000-8000-000000000002',
};
const table = Object.entries(routes) as [RouteName, Route][];
const guarded = table.filter(([, route]) => route.access !== 'open');

/** Things with a name that every dealership has for itself. */
const ownOfEach = /\{period\}/;

onBothColumns('every route', (column) => {
  let server: TestServer;
  let ours: Tenant;
  let ids: Record<string, string>;

  beforeAll(async () => {
    server = await startTestServer(column);
    ours = server.tenant('ours');
    const vehicle = await ours.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const photoId = await sendPhoto(server.url, ours.headers, vehicle.id, redCarPhoto());
    const photo = await ours.client.photos.get(photoId);
    const key = await ours.key(['photos:read']);
    ids = { vehicleId: vehicle.id, photoId, jobId: photo.job?.id ?? '', keyId: key.id, sha256: photo.asset.sha256, ...nobodys };
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function ask(name: RouteName, headers: Readonly<Record<string, string>>) {
    const route: Route = routes[name];
    const path = route.path.replace(/\{(\w+)\}/g, (_, param: string) => ids[param] ?? uuid());
    const body = bodies[name];
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method: route.method.toUpperCase(),
      headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, code: await describedCode(name, answer) };
  }

  it.each(guarded)('%s is for nobody without credentials', async (name) => {
    expect(await ask(name, {})).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await ask(name, { authorization: `Bearer fck_${'A'.repeat(43)}` })).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await ask(name, { authorization: 'Basic x' })).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await ask(name, { cookie: 'forecourt_session=guessed' })).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  });

  it('no route takes a revoked key', async () => {
    const { id, secret, client } = await ours.key();
    expect((await client.session.read()).kind).toBe('key');
    await ours.client.keys.revoke(id);
    for (const [name] of guarded) {
      expect([name, await ask(name, { authorization: `Bearer ${secret}` })]).toEqual([name, { status: 401, code: 'KEY_REVOKED' }]);
    }
  });

  it('each route wants its own scope of a key', async () => {
    for (const [name, route] of guarded.filter(([, { access }]) => access !== 'anyone')) {
      const { secret } = await ours.key(route.access === 'jobs:read' ? ['vehicles:read'] : ['jobs:read']);
      expect([name, await ask(name, { authorization: `Bearer ${secret}` })]).toEqual([name, { status: 403, code: 'FORBIDDEN' }]);
    }
  });

  it("another dealership's things are not there", async () => {
    const theirs = server.tenant('theirs');
    // Those that need a body of which nothing is known here are walked by the matrix.
    for (const [name, route] of guarded.filter(
      ([key, { path, params, body, access }]) =>
        params && !ownOfEach.test(path) && !access.startsWith('installation:') && (!body || bodies[key] !== undefined),
    )) {
      expect([name, await ask(name, theirs.headers)]).toEqual([name, { status: 404, code: 'NOT_FOUND' }]);
      expect(route.params).toBeDefined();
    }
    for (const list of [theirs.client.vehicles.list(), theirs.client.photos.list(), theirs.client.jobs.list(), theirs.client.keys.list()]) {
      expect((await list.page()).items).toEqual([]);
    }
    expect((await ours.client.photos.get(ids.photoId ?? '')).version).toBeGreaterThan(0);
  });

  it('no page of another site can write with the cookie of a person', async () => {
    for (const [name] of table.filter(([, { method }]) => method !== 'get')) {
      for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }]) {
        expect([name, await ask(name, { ...ours.headers, ...headers })]).toEqual([name, { status: 403, code: 'FORBIDDEN' }]);
      }
    }
    expect((await ask('changeVehicle', { ...ours.headers, origin: server.url })).status).toBe(200);
  });

  it('an address without a route, and a method without one, are told apart', async () => {
    const nowhere = await fetch(`${server.url}/api/v1/nowhere`);
    expect([nowhere.status, nowhere.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    for (const path of new Set(table.map(([, route]) => route.path))) {
      const answer = await fetch(`${server.url}/api/v1${path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'x')}`, {
        method: 'PUT',
      });
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, expect.stringMatching(/GET|POST|PATCH|DELETE/)]);
    }
  });

  it('every answer carries its correlation id, the given one if it is harmless', async () => {
    const answer = async (id: string) => {
      const { headers } = await fetch(`${server.url}/api/v1/setup`, { headers: { 'Forecourt-Correlation-Id': id } });
      return headers.get('Forecourt-Correlation-Id');
    };
    expect(await answer('page-17')).toBe('page-17');
    expect(await answer('a b')).toMatch(/^[0-9a-f-]{36}$/);
    expect(server.log.some((line) => line.includes('"correlationId":"page-17"'))).toBe(true);
    expect(server.log.join('')).not.toMatch(/fck_\w{20}/);
  });

  describe('bodies', () => {
    const send = async (body: string | Uint8Array, type = 'application/json') => {
      const answer = await fetch(`${server.url}/api/v1/vehicles`, {
        method: 'POST',
        headers: { ...ours.headers, 'Content-Type': type },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      const { code }: { code: string } = await answer.json();
      return [answer.status, code];
    };
    it.each([
      ['text that is no JSON', '{"make":', 'application/json', 400, 'INVALID_INPUT'],
      ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'application/json', 400, 'INVALID_INPUT'],
      ['another type', 'make=Audi', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_TYPE'],
      ['more than 1 MB', JSON.stringify({ make: 'x'.repeat(1_100_000) }), 'application/json', 413, 'PAYLOAD_TOO_LARGE'],
      ['a field too many', '{"stockNumber":"1","make":"a","model":"b","owner":true}', 'application/json', 400, 'INVALID_INPUT'],
      ['a character that no column holds', '{"stockNumber":"\\u0000","make":"a","model":"b"}', 'application/json', 400, 'INVALID_INPUT'],
      ['half a character', '{"stockNumber":"\\ud800","make":"a","model":"b"}', 'application/json', 400, 'INVALID_INPUT'],
    ])('of %s are refused', async (_, body, type, status, code) => {
      expect(await send(body, type)).toEqual([status, code]);
    });
  });
});
