import { once } from 'node:events';
import { createClient } from '@forecourt/sdk/client';
import type { ForecourtEvent } from '@forecourt/sdk/contract';
import { startTcpProxy } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { onBothColumns } from '../testing/columns.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { startTestServer, type TestServer } from '../testing/server.ts';

onBothColumns('the event stream', (column) => {
  let server: TestServer;
  let clock: ManualClock;
  let made = 0;

  beforeAll(async () => {
    clock = manualClock();
    server = await startTestServer(column, { streamClock: clock });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const addVehicle = async (tenant: string) =>
    (await server.tenant(tenant).client.vehicles.create({ stockNumber: `E-${++made}`, make: 'Audi', model: 'A4' })).id;

  /** A WebSocket that is read message by message. */
  function open(path: string, headers: Readonly<Record<string, string>>) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, { headers });
    const messages: string[] = [];
    const takers: ((text: string) => void)[] = [];
    socket.on('message', (data) => {
      const taker = takers.shift();
      if (taker) taker(String(data));
      else messages.push(String(data));
    });
    const nextText = () =>
      new Promise<string>((resolve) => {
        const text = messages.shift();
        if (text === undefined) takers.push(resolve);
        else resolve(text);
      });
    const next = async (): Promise<ForecourtEvent> => JSON.parse(await nextText());
    const closed = new Promise<[number, string]>((resolve) => socket.on('close', (code, reason) => resolve([code, String(reason)])));
    return { socket, next, nextText, closed };
  }

  it('begins with where it is, replays what came after a cursor, and goes on with what happens', async () => {
    const { headers } = server.tenant('replay');
    const first = await addVehicle('replay');
    const live = open('/api/v1/events', headers);
    const opened = await live.next();
    expect(opened).toMatchObject({ type: 'stream.opened', id: '1' });
    const second = await addVehicle('replay');
    expect(await live.next()).toMatchObject({ type: 'vehicle.created', id: '2', data: { id: second } });
    const replayed = open('/api/v1/events?after=0', headers);
    const types = [await replayed.next(), await replayed.next(), await replayed.next()];
    expect(types).toMatchObject([
      { type: 'stream.opened', id: '0' },
      { id: '1', data: { id: first } },
      { id: '2', data: { id: second } },
    ]);
    await addVehicle('someone-else');
    const third = await addVehicle('replay');
    expect(await live.next()).toMatchObject({ id: '3', data: { id: third } });
    expect(await replayed.next()).toMatchObject({ id: '3', data: { id: third } });
    live.socket.close();
    replayed.socket.close();
    await Promise.all([live.closed, replayed.closed]);
  });

  it('loses and doubles nothing while connections break', async () => {
    await using proxy = await startTcpProxy({ target: Number(new URL(server.url).port) });
    const { secret } = await server.tenant('broken').key(['photos:read']);
    const client = createClient({ url: `http://127.0.0.1:${proxy.port}`, key: secret });
    const made: string[] = [];
    const heard: string[] = [];
    const stop = new AbortController();
    const isOpen = Promise.withResolvers<void>();
    const wanted = 11;
    const reading = (async () => {
      for await (const event of client.events({ after: '0', signal: stop.signal })) {
        if (event.type === 'stream.opened') isOpen.resolve();
        if (event.type !== 'vehicle.created') continue;
        heard.push(event.data.id);
        if (heard.length % 3 === 0) proxy.cut();
        if (heard.length === wanted) return;
      }
    })();
    await isOpen.promise;
    for (let count = 0; count < wanted; count++) made.push(await addVehicle('broken'));
    await reading;
    expect(heard).toEqual(made);
  });

  it('over a WebSocket of the client too, where it has no headers to send', async () => {
    await using open = await startTestServer(column, {
      authenticate: () => ({ dealership: { id: 'any', name: 'Any' }, person: { name: 'Anybody' }, role: 'owner' }),
    });
    const client = createClient({ url: open.url });
    const states: string[] = [];
    for await (const event of client.events({ onState: (state) => states.push(state) })) {
      if (event.type === 'stream.opened') void client.vehicles.create({ stockNumber: 'W-1', make: 'Audi', model: 'A4' });
      else {
        expect(event).toMatchObject({ type: 'vehicle.created', data: { stockNumber: 'W-1' } });
        break;
      }
    }
    expect(states).toEqual(['connecting', 'open']);
    expect(open.log.some((line) => line.includes('text/event-stream') || line.includes('"path":"/api/v1/events"'))).toBe(false);
  });

  it('says that a cursor is none of its own, or too far', async () => {
    const { headers, client } = server.tenant('cursors');
    await addVehicle('cursors');
    const ahead = open('/api/v1/events?after=1000', headers);
    expect([await ahead.next(), await ahead.next()]).toMatchObject([
      { type: 'stream.opened', id: '1' },
      { type: 'stream.reset', id: '1' },
    ]);
    ahead.socket.close();
    expect(await open('/api/v1/events?after=yesterday', headers).closed).toEqual([4400, expect.stringContaining('after')]);
    await expect(client.events({ after: 'yesterday' })[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('gives signs of life, and ends for a reader whose key is revoked', async () => {
    const tenant = server.tenant('revoked');
    const { id, secret } = await tenant.key(['photos:read']);
    const stream = open('/api/v1/events', { authorization: `Bearer ${secret}` });
    const pinged = once(stream.socket, 'ping');
    await stream.next();
    for (let tick = 0; tick < 4; tick++) {
      await clock.waited();
      clock.advance(5_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await pinged;
    expect(await stream.nextText()).toBe('');
    await tenant.client.keys.revoke(id);
    expect(await stream.next()).toMatchObject({ type: 'key.revoked' });
    expect(await stream.closed).toEqual([4401, expect.stringContaining('ended')]);
  });

  it('is for nobody without credentials, and for no page of another site', async () => {
    const { headers } = server.tenant('closed');
    const refused = async (given: Readonly<Record<string, string>>) => {
      const { socket } = open('/api/v1/events', given);
      socket.on('error', () => undefined);
      const [, answer] = await once(socket, 'unexpected-response');
      return [answer.statusCode, answer.headers['content-type']];
    };
    expect(await refused({})).toEqual([401, 'application/problem+json']);
    expect(await refused({ ...headers, origin: 'https://evil.example' })).toEqual([403, 'application/problem+json']);
    const elsewhere = open('/elsewhere', headers).socket;
    const [error] = await once(elsewhere, 'error');
    expect(error).toMatchObject({ message: expect.stringMatching(/hang up|ECONNRESET/) });
    const plain = await fetch(`${server.url}/api/v1/events`);
    expect(plain.status).toBe(401);
  });
});
