import { type Route, type RouteName, routes } from '@forecourt/sdk/contract';
import { redCarPhoto } from '@forecourt/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { describedCode } from '../testing/described.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

const table = Object.entries(routes) as [RouteName, Route][];

/** Texts that break things: long, empty, with signs that mean something to SQL, paths, logs or Unicode. */
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '%',
    '_',
    "'; drop table vehicles; --",
    '../../etc/passwd',
    '\u202e',
    '𝒳'.repeat(300),
    'null',
    '-1',
    '1e999',
    '[object Object]',
  ),
);
const oddValue = fc.oneof(
  { weight: 4, arbitrary: oddText },
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, [], {}, 2 ** 31, 2 ** 53, -1, { $gt: '' }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A body that the schema describes but for one field, or one that it does not describe at all. */
function bodyOf(route: Route): fc.Arbitrary<unknown> {
  const shape = route.body && 'shape' in route.body ? Object.keys(route.body.shape ?? {}) : [];
  const whole = fc.record(Object.fromEntries(shape.map((name) => [name, sensible(name)])));
  if (shape.length === 0) return fc.oneof(whole, oddValue);
  const butOne = fc.tuple(whole, fc.constantFrom(...shape), oddValue).map(([body, name, value]) => ({ ...body, [name]: value }));
  const some = fc.record(Object.fromEntries(shape.map((name) => [name, fc.oneof(sensible(name), oddValue)])), { requiredKeys: [] });
  return fc.oneof({ weight: 5, arbitrary: butOne }, whole, some, oddValue);
}

function sensible(name: string): fc.Arbitrary<unknown> {
  const known: Record<string, fc.Arbitrary<unknown>> = {
    year: fc.constantFrom(1999, 2026, null),
    priceCents: fc.nat(),
    mileageKm: fc.nat(1_000_000),
    position: fc.nat(3),
    expectedVersion: fc.integer({ min: 1, max: 5 }),
    decision: fc.constantFrom('approve', 'reject'),
    angle: fc.constantFrom('front', null),
    scopes: fc.constantFrom(['photos:read'], ['photos:read', 'photos:read']),
    careful: fc.boolean(),
    sha256: fc.constantFrom('0'.repeat(64), 'f'.repeat(64)),
    currency: fc.constantFrom('EUR', null),
    vin: fc.constantFrom('WAUZZZ8K9BA000000', null),
    options: fc.constantFrom({}, { careful: true }),
  };
  return known[name] ?? fc.stringMatching(/^[A-Za-z0-9]{1,20}$/);
}

onBothColumns('whatever is asked', (column) => {
  let server: TestServer;
  let ours: Tenant;
  const ids: Record<string, fc.Arbitrary<string>> = {};

  beforeAll(async () => {
    server = await startTestServer(column);
    ours = server.tenant('ours');
    const vehicle = await ours.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const photoId = await sendPhoto(server.url, ours.headers, vehicle.id, redCarPhoto());
    const photo = await ours.client.photos.get(photoId);
    const segment = oddText.filter((text) => text !== '' && text !== '.' && text !== '..');
    const known = { vehicleId: vehicle.id, photoId, jobId: photo.job?.id ?? '', keyId: vehicle.id, sha256: photo.asset.sha256 };
    for (const [name, id] of Object.entries(known)) ids[name] = fc.oneof({ weight: 3, arbitrary: fc.constant(id) }, fc.uuid(), segment);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(table)('%s answers what the document describes, and never fails', async (name, route) => {
    const params = Object.fromEntries(Object.keys(route.params?.shape ?? {}).map((param) => [param, ids[param] ?? oddText]));
    const query = Object.fromEntries(Object.keys(route.query?.shape ?? {}).map((key) => [key, oddValue]));
    const request = fc.record({
      params: fc.record(params),
      query: fc.record(query, { requiredKeys: [] }),
      body: route.body ? bodyOf(route) : fc.constant(undefined),
      range: fc.constantFrom('bytes=0-3', 'bytes=5-1', 'bytes=99999999-', 'bytes=-0', 'bytes=a-b', 'lines=1-2', ''),
    });
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const values = new Map(Object.entries<string>(asked.params));
        const path = route.path.replace(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(values.get(param) ?? ''));
        const search = new URLSearchParams(Object.entries(asked.query).map(([key, value]) => [key, String(value)]));
        const answer = await fetch(`${server.url}/api/v1${path}?${search}`, {
          method: route.method.toUpperCase(),
          headers: { ...ours.headers, range: asked.range, ...(route.body && { 'Content-Type': 'application/json' }) },
          ...(route.body && { body: JSON.stringify(asked.body) }),
        });
        const code = await describedCode(name, answer);
        expect(answer.status, `${code}\n${server.log.filter((line) => line.includes('"failed"')).at(-1)}`).toBeLessThan(500);
      }),
      { numRuns: 20 },
    );
  });
});
