import { type Route, type RouteName, routes } from '@forecourt/sdk/contract';
import { redCarPhoto } from '@forecourt/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { z } from 'zod';
import { onBothColumns } from '../testing/columns.ts';
import { describedCode } from '../testing/described.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';
import { broken, hostileTexts, valid } from './testing/arbitrary.ts';

const table = Object.entries(routes) as [RouteName, Route][];

/** Mostly what the schema describes: what is refused at the door never reaches the rest. */
const mixed = (schema: z.ZodType) => fc.oneof({ weight: 3, arbitrary: valid(schema) }, { weight: 2, arbitrary: broken(schema) });
const oddText = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom(...hostileTexts));

/** As an address can carry it: Node refuses more than 16 KB of headers before anybody of ours sees them. */
const inAddress = (value: unknown) => String(value).slice(0, 300).toWellFormed();

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
    const source = Buffer.from('stock,make,model\nF-1,Audi,A4\nF-2,,A6\n');
    const { id: importId } = await ours.client.imports.create({ kind: 'csv', name: 'stock.csv', bytes: source.byteLength });
    await ours.client.imports.send(importId, { offset: 0, data: source.toString('base64') });
    const segment = oddText.filter((text) => text !== '' && text !== '.' && text !== '..');
    const known = { importId, vehicleId: vehicle.id, photoId, jobId: photo.job?.id ?? '', keyId: vehicle.id, sha256: photo.asset.sha256 };
    for (const [name, id] of Object.entries(known)) ids[name] = fc.oneof({ weight: 3, arbitrary: fc.constant(id) }, fc.uuid(), segment);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(table)('%s answers what the document describes, and never fails', async (name, route) => {
    const params = Object.fromEntries(Object.keys(route.params?.shape ?? {}).map((param) => [param, ids[param] ?? oddText]));
    const request = fc.record({
      params: fc.record(params),
      query: route.query ? mixed(route.query) : fc.constant(undefined),
      body: route.body ? mixed(route.body) : fc.constant(undefined),
      range: fc.constantFrom('bytes=0-3', 'bytes=5-1', 'bytes=99999999-', 'bytes=-0', 'bytes=a-b', 'lines=1-2', ''),
    });
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        const values = new Map(Object.entries<string>(asked.params));
        const path = route.path.replace(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(inAddress(values.get(param) ?? '')));
        const search = new URLSearchParams(
          Object.entries(asked.query ?? {})
            .slice(0, 20)
            .map(([key, value]) => [key, inAddress(value)]),
        );
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
