import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ForecourtError } from '@forecourt/errors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from './client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
const identity = {
  kind: 'key',
  dealership: { id: '01a1fde3-cf43-77e4-8e2d-b6262d448e8a', name: 'D' },
  person: null,
  role: null,
  scopes: [],
  isOperator: false,
};
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** The far end: a server that answers as it is told, and remembers what it was asked. */
async function farEnd(...answers: Answer[]) {
  const asked: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response, body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers });
    response.end(JSON.stringify(body));
  };
const problem = (status: number, code: string, headers: Record<string, string> = {}): Answer =>
  json(
    status,
    { type: 't', title: 't', status, detail: 'It is so.', code, hint: 'Do this.', retryable: false, details: { a: 1 } },
    headers,
  );

describe('the client', () => {
  it('sends its key to its address, below the base path', async () => {
    const server = await farEnd(json(200, identity));
    const client = createClient({ url: `${server.url}/cars/`, key: 'fck_x', headers: { 'X-Own': '1' } });
    expect(await client.session.read()).toEqual(identity);
    expect(server.asked[0]).toMatchObject({ url: '/cars/api/v1/session', headers: { authorization: 'Bearer fck_x', 'x-own': '1' } });
    expect([client.url, client.credentials]).toEqual([`${server.url}/cars`, 'omit']);
    expect(client.assets.fileUrl('ab', { download: 'a b.png' })).toBe(`${server.url}/cars/api/v1/assets/ab/file?download=a+b.png`);
  });

  it('throws what the server says, with its hint, details and correlation id', async () => {
    const server = await farEnd(problem(409, 'STOCK_NUMBER_TAKEN', { 'Forecourt-Correlation-Id': 'c-1' }));
    const failure = createClient({ url: server.url }).vehicles.create({ stockNumber: '1', make: 'a', model: 'b' });
    await expect(failure).rejects.toMatchObject({
      code: 'STOCK_NUMBER_TAKEN',
      message: 'It is so.',
      hint: 'Do this.',
      details: { a: 1, correlationId: 'c-1' },
    });
    expect(server.asked).toHaveLength(1);
  });

  it.each<[string, Answer, string]>([
    ['an answer of another shape', json(200, { kind: 'ghost' }), 'ANSWER_INVALID'],
    ['no JSON', (_, response) => response.end('<html>'), 'ANSWER_INVALID'],
    ['a page of another server', (_, response) => response.writeHead(404).end('<html>'), 'ANSWER_INVALID'],
    ['a code that nobody knows', problem(400, 'NEVER_HEARD'), 'ANSWER_INVALID'],
    ['a proxy without a server', (_, response) => response.writeHead(502).end('bad gateway'), 'SERVER_UNREACHABLE'],
    ['a connection that ends', (request) => request.socket.destroy(), 'SERVER_UNREACHABLE'],
  ])('says of %s what it is', async (_, answer, code) => {
    const server = await farEnd(answer);
    await expect(createClient({ url: server.url, retries: 0 }).session.read()).rejects.toMatchObject({ code });
  });

  it('sends again what failed for a reason that passes, with the same name', async () => {
    const server = await farEnd(
      (request) => request.socket.destroy(),
      problem(503, 'SERVER_STOPPING', { 'Retry-After': '0' }),
      problem(409, 'IDEMPOTENCY_IN_PROGRESS', { 'Retry-After': '0' }),
      json(200, identity),
    );
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const client = createClient({ url: server.url, retries: 3 });
    // Its answer is of another shape, which comes after all tries.
    await expect(client.vehicles.create({ stockNumber: '1', make: 'a', model: 'b' })).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
    const names = new Set(server.asked.map(({ headers }) => headers['idempotency-key']));
    expect([server.asked.length, names.size]).toEqual([4, 1]);
    vi.restoreAllMocks();
  });

  it('does not send again what carries a secret, nor what was refused', async () => {
    const server = await farEnd(problem(503, 'SERVER_STOPPING', { 'Retry-After': '0' }));
    await expect(createClient({ url: server.url }).session.signIn({ email: 'a', password: 'b' })).rejects.toMatchObject({
      code: 'SERVER_STOPPING',
    });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.headers['idempotency-key']).toBeUndefined();
  });

  it('ends when it is told to, and when nothing comes', async () => {
    const server = await farEnd(() => undefined);
    const client = createClient({ url: server.url, timeoutMs: 50, retries: 0 });
    await expect(client.session.read()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const stop = new AbortController();
    const reading = createClient({ url: server.url }).session.read({ signal: stop.signal });
    stop.abort();
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(client.session.read({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('walks a list page by page, only as far as it is read', async () => {
    const key = (id: string) => ({
      id,
      name: 'k',
      prefix: 'p',
      scopes: [],
      createdAt: '2026-01-01T00:00:00Z',
      lastUsedAt: null,
      revokedAt: null,
    });
    const [a, b, c] = ['a', 'b', 'c'].map((sign) => key(`01a1fde3-cf43-77e4-8e2d-b6262d448e8${sign}`));
    const server = await farEnd(json(200, { items: [a, b], nextCursor: 'n' }), json(200, { items: [c], nextCursor: null }));
    const list = createClient({ url: server.url }).keys.list({ limit: 2 });
    const ids: string[] = [];
    for await (const item of list) ids.push(item.id.slice(-1));
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(server.asked.map(({ url }) => url)).toEqual(['/api/v1/keys?limit=2', '/api/v1/keys?limit=2&cursor=n']);
    expect((await list.page({ cursor: 'n' })).nextCursor).toBeNull();
  });

  it.each<[string, Parameters<typeof createClient>[0]]>([
    ['no address', {}],
    ['an address of something else', { url: 'ftp://x' }],
    ['an option that does not exist', Object.assign({ url: 'http://x' }, { adress: 'y' })],
  ])('refuses %s', (_, options) => {
    expect(() => createClient(options)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('its events', () => {
  const at = '2026-01-01T00:00:00Z';
  const opened = (id: string) => `id: ${id}\ndata: {"type":"stream.opened","id":"${id}","at":"${at}","data":{}}\n\n`;
  const deleted = (id: string) =>
    `id: ${id}\ndata: {"type":"vehicle.deleted","id":"${id}","at":"${at}","data":{"id":"01a1fde3-cf43-77e4-8e2d-b6262d448e8a"}}\n\n`;
  const stream =
    (...texts: string[]): Answer =>
    (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      for (const text of texts) response.write(text);
      response.end();
    };

  it('go on behind the last one that came, and pass over what they do not know', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const cut = deleted('6');
    const server = await farEnd(
      stream(
        opened('4'),
        ': still here\n\n',
        deleted('5').replaceAll('\n', '\r\n'),
        'data: {"type":"car.flown","id":"9","data":{}}\n\n',
        cut.slice(0, 20),
      ),
      problem(503, 'DATABASE_UNAVAILABLE'),
      stream(opened('5'), cut.slice(0, 20), cut.slice(20)),
    );
    const ids: string[] = [];
    for await (const event of createClient({ url: server.url, key: 'k' }).events({ after: '4' })) {
      if (event.type === 'vehicle.deleted') ids.push(event.id);
      if (ids.length === 2) break;
    }
    expect(ids).toEqual(['5', '6']);
    expect(server.asked.map(({ url }) => url)).toEqual(['/api/v1/events?after=4', '/api/v1/events?after=5', '/api/v1/events?after=5']);
    vi.restoreAllMocks();
  });

  it('end with what cannot get better, and when they are told to', async () => {
    const server = await farEnd(problem(401, 'KEY_REVOKED'));
    const events = createClient({ url: server.url, key: 'k' }).events();
    await expect(events[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'KEY_REVOKED' });
    const quiet = await farEnd((_, response) => response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders());
    const stop = new AbortController();
    const next = createClient({ url: quiet.url, key: 'k' }).events({ signal: stop.signal })[Symbol.asyncIterator]().next();
    await expect.poll(() => quiet.asked.length).toBe(1);
    stop.abort();
    await expect(next).rejects.toSatisfy((error: ForecourtError) => error.code === 'ABORTED');
  });
});
