import type { Import } from '@forecourt/sdk/contract';
import { redCarPhoto } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

onBothColumns('an import', (column) => {
  let server: TestServer;
  let count = 0;
  beforeAll(async () => {
    server = await startTestServer(column);
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const newTenant = () => server.tenant(`dealer ${++count}`);

  async function send({ client }: Tenant, kind: Import['kind'], source: Uint8Array | string, partBytes = 400_000): Promise<Import> {
    const bytes = Buffer.from(source);
    let current = await client.call('createImport', { body: { kind, name: 'stock', bytes: bytes.byteLength } });
    const params = { importId: current.id };
    while (current.receivedBytes < bytes.byteLength) {
      const data = bytes.subarray(current.receivedBytes, current.receivedBytes + partBytes).toString('base64');
      current = await client.call('sendImportPart', { params, body: { offset: current.receivedBytes, data } });
    }
    return current;
  }
  async function settled({ client }: Tenant, { id }: Import, states: readonly Import['state'][]): Promise<Import> {
    return await expect
      .poll(() => client.call('getImport', { params: { importId: id } }), { timeout: 60_000, interval: 20 })
      .toSatisfy((now: Import) => states.includes(now.state))
      .then(() => client.call('getImport', { params: { importId: id } }));
  }
  const run = async (tenant: Tenant, given: Import) => {
    await tenant.client.call('startImport', { params: { importId: given.id } });
    return await settled(tenant, given, ['done', 'failed']);
  };
  const stockNumbers = async ({ client }: Tenant) =>
    (await Array.fromAsync(client.vehicles.list({ limit: 200 }))).map(({ stockNumber }) => stockNumber).toSorted();

  it('of a German table in Windows-1252 is guessed, shown, run, and every value comes in', async () => {
    const tenant = newTenant();
    const table =
      'Interne Nr.;Marke;Modell;EZ;Farbe;km-Stand;Preis\r\nA-1;Škoda;"Octavia; Combi";03/2021;grün;12.345;"19.990,50 €"\r\nA-2;;Golf;kein;;;12\r\n';
    const windows = Buffer.from(table.replace('Š', '\x8a').replace('€', '\x80'), 'latin1');
    const ready = await send(tenant, 'csv', windows, 40);
    expect(ready).toMatchObject({
      state: 'ready',
      totalRows: 2,
      plan: { encoding: 'windows-1252', delimiter: ';', columns: { make: 'Marke', mileageKm: 'km-Stand' } },
    });
    const columns = { ...ready.plan?.columns, stockNumber: 'Interne Nr.' };
    const params = { importId: ready.id };
    await tenant.client.call('changeImport', { params, body: { plan: { encoding: 'windows-1252', delimiter: ';', columns } } });
    const preview = await tenant.client.call('previewImport', { params, query: {} });
    expect(preview).toMatchObject({ goodRows: 1, brokenRows: 1, columns: expect.arrayContaining(['Preis']) });
    expect(await stockNumbers(tenant)).toEqual([]);

    expect(await run(tenant, ready)).toMatchObject({ created: 1, failed: 1, skipped: 0, doneRows: 2 });
    const [vehicle] = (await tenant.client.vehicles.list().page()).items;
    expect(vehicle).toMatchObject({
      stockNumber: 'A-1',
      make: 'Škoda',
      model: 'Octavia; Combi',
      year: 2021,
      colour: 'grün',
      mileageKm: 12_345,
      priceCents: 1_999_050,
      currency: 'EUR',
    });
    const { items } = await tenant.client.call('listImportErrors', { params, query: {} });
    expect(items.map(({ rowNumber, column, value }) => [rowNumber, column, value])).toEqual([
      [2, 'EZ', 'kein'],
      [2, 'Marke', ''],
    ]);
    const file = await fetch(`${server.url}/api/v1/imports/${ready.id}/errors.csv`, { headers: tenant.headers });
    expect(await file.text()).toBe('row,column,message,value\r\n2,EZ,EZ is no year.,kein\r\n2,Marke,Marke is empty.,\r\n');
  });

  it('of documents of MongoDB takes types of Extended JSON, and goes on behind a broken one', async () => {
    const tenant = newTenant();
    const documents = [
      '{"_id":{"$oid":"65a1b2c3d4e5f60718293a4b"},"stockNumber":"M-1","make":"Volvo","model":"V60","year":{"$numberInt":"2020"},"price":{"amount":{"$numberDecimal":"12999.50"},"currency":"EUR"},"images":[{"url":"a.jpg"}],"firstSeen":{"$date":"2020-03-01T00:00:00Z"}}',
      '{"stockNumber":"M-2","make":"Saab","model":"9\\u002d3","mileage":{"$numberLong":"150000"}}',
      '{"stockNumber":{"$oid":"no"},"make":"Broken"}',
      '{"stockNumber":"M-3","make":"BMW","model":"320d \\"}{\\" Touring"}',
    ];
    for (const source of [documents.join('\n'), `[\n${documents.join(',\n').replaceAll('M-', 'N-')}\n]`]) {
      expect(await run(tenant, await send(tenant, 'mongo', source, 50))).toMatchObject({ created: 3, failed: 1 });
    }
    const vehicles = await Array.fromAsync(tenant.client.vehicles.list());
    expect(vehicles.find(({ stockNumber }) => stockNumber === 'M-1')).toMatchObject({ year: 2020, priceCents: 1_299_950, currency: 'EUR' });
    expect(vehicles.find(({ stockNumber }) => stockNumber === 'M-3')?.model).toBe('320d "}{" Touring');
    expect(vehicles.find(({ stockNumber }) => stockNumber === 'N-2')).toMatchObject({ model: '9-3', mileageKm: 150_000 });
  });

  it('of 2,000 rows with one in a hundred broken goes on after the server was stopped halfway, with nothing twice', async () => {
    const tenant = newTenant();
    const rows = Array.from({ length: 2_000 }, (_, place) => `R-${place},Audi,A${place % 8},${place % 100 === 50 ? 'never' : 2020}`);
    const ready = await send(tenant, 'csv', `stock,make,model,year\n${rows.join('\n')}\nR-1,Audi,again,2020\n`);
    const params = { importId: ready.id };
    await tenant.client.call('startImport', { params });
    // Everybody is answered while it works: also who wants it to stop.
    const stopped = await tenant.client.call('stopImport', { params });
    expect(stopped.state).toBe('stopped');
    expect(stopped.doneRows).toBeLessThan(2_001);
    const done = await run(tenant, ready);
    expect(done).toMatchObject({ state: 'done', created: 1_980, failed: 20, skipped: 1, doneRows: 2_001 });
    expect(new Set(await stockNumbers(tenant)).size).toBe(1_980);
    const events = new Set<string>();
    for await (const event of tenant.client.events({ after: '0' })) {
      if (event.type === 'vehicle.created') events.add(event.data.stockNumber);
      if (events.size === 1_980) break;
    }
    // What it made is taken back to the last row.
    await tenant.client.call('undoImport', { params });
    expect(await settled(tenant, ready, ['undone'])).toMatchObject({ undone: 1_980, kept: 0 });
    expect(await stockNumbers(tenant)).toEqual([]);
  });

  it('leaves vehicles that were there alone, and its undo what people worked on since', async () => {
    const tenant = newTenant();
    await tenant.client.vehicles.create({ stockNumber: 'U-1', make: 'Own', model: 'One' });
    const ready = await send(tenant, 'csv', 'stock,make,model\nU-1,Other,One\nU-2,Audi,A4\nU-3,Audi,A5\nU-4,Audi,A6\n');
    expect(await run(tenant, ready)).toMatchObject({ created: 3, skipped: 1 });
    const vehicles = await Array.fromAsync(tenant.client.vehicles.list());
    const idOf = (number: string) => vehicles.find(({ stockNumber }) => stockNumber === number)?.id ?? '';
    expect(vehicles.find(({ stockNumber }) => stockNumber === 'U-1')?.make).toBe('Own');
    await tenant.client.vehicles.change(idOf('U-2'), { colour: 'red' });
    await sendPhoto(server.url, tenant.headers, idOf('U-3'), redCarPhoto());
    await tenant.client.call('undoImport', { params: { importId: ready.id } });
    expect(await settled(tenant, ready, ['undone'])).toMatchObject({ undone: 1, kept: 2 });
    expect(await stockNumbers(tenant)).toEqual(['U-1', 'U-2', 'U-3']);
  });

  it.each([
    ['csv', '\0\0\0\0\0\0\0\x01', 'IMPORT_UNREADABLE'],
    ['csv', 'stock,make,model\n', 'IMPORT_UNREADABLE'],
    ['csv', `${'a,'.repeat(300)}\n1`, 'IMPORT_UNREADABLE'],
    ['mongo', '{"a": {"b": 1}', 'IMPORT_UNREADABLE'],
    ['mongo', 'stock,make', 'IMPORT_UNREADABLE'],
    ['mongo', `{"a": "${'x'.repeat(300_000)}"}`, 'IMPORT_UNREADABLE'],
  ] as const)('of a %s that is none is refused', async (kind, source, code) => {
    const tenant = newTenant();
    await expect(send(tenant, kind, source)).rejects.toMatchObject({ code });
    expect((await tenant.client.call('listImports', { query: {} })).items).toMatchObject([{ state: 'failed', problem: { code } }]);
  });

  it('takes its parts in order, once each, and no more than it said', async () => {
    const { client } = newTenant();
    const { id } = await client.call('createImport', { body: { kind: 'csv', name: 'x', bytes: 10 } });
    const part = (offset: number, text: string) =>
      client.call('sendImportPart', { params: { importId: id }, body: { offset, data: Buffer.from(text).toString('base64') } });
    await part(0, 'abcd');
    await expect(part(0, 'abcd')).rejects.toMatchObject({ code: 'UPLOAD_OFFSET_MISMATCH', details: { offset: 4 } });
    await expect(part(4, 'abcdefg')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(client.call('startImport', { params: { importId: id } })).rejects.toMatchObject({ code: 'IMPORT_STATE' });
  });
});
