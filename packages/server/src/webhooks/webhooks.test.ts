import { createClient } from '@forecourt/sdk/client';
import { verifyWebhook } from '@forecourt/sdk/webhooks';
import { type HttpReceiver, startHttpReceiver } from '@forecourt/testing';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listenForecourt } from '../listen.ts';
import { onBothColumns } from '../testing/columns.ts';
import { startTestServer, type Tenant, type TestServer, testOptions } from '../testing/server.ts';

onBothColumns('webhooks', (column) => {
  let server: TestServer;
  let ours: Tenant;
  let receiver: HttpReceiver;
  let url: string;
  let made = 0;
  const eventTypes = ['vehicle.created', 'vehicle.deleted'] as const;

  beforeAll(async () => {
    receiver = await startHttpReceiver();
    server = await startTestServer(column, { environment: { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1/32' } });
    url = `${receiver.url}/hook`;
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    receiver.answer(200);
    ours = server.tenant(`tenant ${++made}`);
  });
  const addVehicle = (stockNumber = 'A-1') => ours.client.vehicles.create({ stockNumber, make: 'Audi', model: 'A4' });
  const states = async (webhookId: string) => (await ours.client.webhooks.deliveries(webhookId).page()).items.map(({ state }) => state);

  it('tell a receiver at once what happens through the API, with a secret that is shown once', async () => {
    const { secret, ...webhook } = await ours.client.webhooks.create({ url, description: 'Website', eventTypes: [...eventTypes] });
    const before = receiver.requests.length;
    expect(webhook).toMatchObject({ url, description: 'Website', eventTypes, state: 'active', failingSince: null, deliveredAt: null });
    const vehicle = await addVehicle();
    await ours.client.vehicles.change(vehicle.id, { colour: 'red' });
    await ours.client.vehicles.delete(vehicle.id);
    const requests = (await receiver.received(before + 2)).slice(before);
    const read = requests.map(({ body, headers }) => verifyWebhook({ payload: Buffer.from(body), headers, secret }));
    expect(new Set(read.map(({ type }) => type))).toEqual(new Set(eventTypes));
    expect(read).toContainEqual(expect.objectContaining({ type: 'vehicle.created', data: vehicle }));
    await expect.poll(() => states(webhook.id)).toEqual(['delivered', 'delivered']);
    expect(await ours.client.webhooks.get(webhook.id)).toEqual({
      ...webhook,
      deliveredAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect(JSON.stringify((await ours.client.webhooks.list().page()).items)).not.toContain(secret);
    expect(server.log.join('\n')).not.toContain(secret.slice(6));
  });

  it('are refused where their address leads into this machine or its networks', async () => {
    const create = (address: string) => ours.client.webhooks.create({ url: address, description: '', eventTypes: [...eventTypes] });
    for (const address of ['https://127.0.0.2/', 'https://10.0.0.1/', 'https://[::1]/', 'https://2130706434/', 'https://user@1.1.1.1/']) {
      await expect(create(address), address).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED', status: 400 });
    }
    await expect(create('http://1.1.1.1/')).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED', hint: expect.stringContaining('https') });
    await expect(create('https://no.such.host.example/')).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    await expect(create('ftp://1.1.1.1/')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await create('https://1.1.1.1/');
    const { id } = await create(url);
    await expect(ours.client.webhooks.change(id, { url: 'https://169.254.169.254/' })).rejects.toMatchObject({ code: 'OUTBOUND_REFUSED' });
    expect((await ours.client.webhooks.get(id)).url).toBe(url);
  });

  it('send a test, stop while paused, and go on where they stopped', async () => {
    const { id, secret } = await ours.client.webhooks.create({ url, description: '', eventTypes: [...eventTypes] });
    const before = receiver.requests.length;
    const ping = await ours.client.webhooks.ping(id);
    const [request] = (await receiver.received(before + 1)).slice(before);
    expect(request?.headers['webhook-id']).toBe(ping.id);
    expect(verifyWebhook({ payload: request?.body ?? '', headers: request?.headers ?? {}, secret })).toMatchObject({
      type: 'webhook.ping',
      id: ping.id,
      data: { webhookId: id },
    });
    await expect.poll(() => states(id)).toEqual(['delivered']);
    expect(await ours.client.webhooks.delivery(id, ping.id)).toMatchObject({ body: request?.body, tries: [{ status: 200 }] });

    expect((await ours.client.webhooks.change(id, { state: 'paused' })).state).toBe('paused');
    await addVehicle();
    await expect(ours.client.webhooks.ping(id)).rejects.toMatchObject({ code: 'WEBHOOK_NOT_ACTIVE' });
    await expect(ours.client.webhooks.redeliver(id, ping.id)).rejects.toMatchObject({ code: 'WEBHOOK_NOT_ACTIVE' });
    expect(await states(id)).toEqual(['delivered']);
    await ours.client.webhooks.change(id, { state: 'active' });
    await expect.poll(() => states(id)).toEqual(['delivered', 'delivered']);
    await ours.client.webhooks.redeliver(id, ping.id);
    await receiver.received(before + 3);
    expect(receiver.requests.at(-1)?.headers['webhook-id']).toBe(ping.id);
    expect(await ours.client.webhooks.redeliverFailed(id, { since: new Date(0).toISOString() })).toEqual({ count: 0 });
  });

  it('tell managers when they are disabled, and are written down when they are made, changed and removed', async () => {
    const { id } = await ours.client.webhooks.create({ url, description: '', eventTypes: [...eventTypes] });
    await ours.client.webhooks.change(id, { description: 'Another name' });
    const { secret } = await ours.client.webhooks.rotateSecret(id, { overlapHours: 0 });
    receiver.answer(410);
    await ours.client.webhooks.ping(id);
    await expect.poll(async () => (await ours.client.webhooks.get(id)).state).toBe('disabled');
    expect(await ours.client.webhooks.get(id)).toMatchObject({ problem: { code: 'WEBHOOK_NOT_ACCEPTED', hint: expect.any(String) } });
    await ours.client.webhooks.delete(id);
    await expect(ours.client.webhooks.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ours.client.webhooks.deliveries(id).page()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { items } = await ours.client.audit.list({ target: id }).page();
    expect(items.map(({ action }) => action)).toEqual(['webhook.deleted', 'webhook.changed', 'webhook.changed', 'webhook.created']);
    expect(JSON.stringify(items)).not.toContain(secret.slice(6));
  });

  it('are walked page by page, and so are their deliveries', async () => {
    const add = () => ours.client.webhooks.create({ url, description: '', eventTypes: ['vehicle.created'] });
    const ids = [(await add()).id, (await add()).id, (await add()).id];
    const found: string[] = [];
    for await (const webhook of ours.client.webhooks.list({ limit: 2 })) found.push(webhook.id);
    expect(found).toEqual(ids.toReversed());
    const id = ids[0] ?? '';
    for (let sent = 0; sent < 5; sent++) await ours.client.webhooks.ping(id);
    await expect.poll(() => states(id)).toEqual(Array.from({ length: 5 }, () => 'delivered'));
    const deliveries: string[] = [];
    for await (const delivery of ours.client.webhooks.deliveries(id, { limit: 2, state: 'delivered' })) deliveries.push(delivery.id);
    expect(new Set(deliveries).size).toBe(5);
    expect((await ours.client.webhooks.deliveries(id, { state: 'failed' }).page()).items).toEqual([]);
    await expect(ours.client.webhooks.deliveries(id, { cursor: 'x' }).page()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('belong to one dealership, and to people and keys with the right', async () => {
    const { id } = await ours.client.webhooks.create({ url, description: '', eventTypes: [...eventTypes] });
    const theirs = server.tenant('theirs').client.webhooks;
    const attempts: (() => Promise<unknown>)[] = [
      () => theirs.get(id),
      () => theirs.change(id, { state: 'paused', url: 'https://10.0.0.1/' }),
      () => theirs.ping(id),
      () => theirs.delete(id),
      () => theirs.deliveries(id).page(),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { client } = await ours.key(['webhooks:read']);
    expect((await client.webhooks.get(id)).id).toBe(id);
    await expect(client.webhooks.ping(id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await ours.client.webhooks.get(id)).state).toBe('active');
  });
});

onBothColumns('a server that stops', (column) => {
  it('leaves what it could not send to the next one', async () => {
    await using receiver = await startHttpReceiver();
    const environment = { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' };
    await using first = await startTestServer(column, { environment });
    const ours = first.tenant('ours');
    receiver.answer({ write: () => undefined });
    const { id, secret } = await ours.client.webhooks.create({ url: receiver.url, description: '', eventTypes: ['vehicle.created'] });
    const vehicle = await ours.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    await receiver.received(1);
    await first.close({ graceMs: 200 });
    receiver.answer(200);
    await using second = await listenForecourt({
      ...testOptions(first.place),
      environment,
      authenticate: () => ({ dealership: { id: 'ours', name: 'ours' }, person: { name: 'Ann' }, role: 'owner' }),
    });
    const requests = await receiver.received(2);
    expect(requests.map(({ headers }) => headers['webhook-id'])).toEqual([
      requests[0]?.headers['webhook-id'],
      requests[0]?.headers['webhook-id'],
    ]);
    expect(verifyWebhook({ payload: requests[1]?.body ?? '', headers: requests[1]?.headers ?? {}, secret })).toMatchObject({
      data: { id: vehicle.id },
    });
    const client = createClient({ url: second.url });
    await expect.poll(async () => (await client.webhooks.deliveries(id).page()).items[0]?.state).toBe('delivered');
  });
});
