import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as askPlainly } from 'node:https';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ForecourtError } from '@forecourt/errors';
import { generateHostKey, type HostKey, type RoadAnswer, type RoadRequest } from '@forecourt/sdk/remote';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Neighbours, openNeighbours } from './neighbours.ts';

const hostId = '01980a3e-7c1f-7000-8000-00000000a9e7';
const identityOf = (key: HostKey, ...others: readonly HostKey[]) => ({
  key: async () => key,
  pins: async () => [key, ...others].map(({ publicKey }) => publicKey),
});

async function* aPart() {
  yield Buffer.from('only a part');
  throw new ForecourtError('ROAD_DOWN', 'The line broke.');
}

/** Answers what came, as a host would through its line. */
async function echo(id: string, { method, path, headers, body, signal }: RoadRequest): Promise<RoadAnswer> {
  if (path.endsWith('/down')) throw new ForecourtError('ROAD_DOWN', 'The host hung up.');
  if (path.endsWith('/never')) await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  if (path.endsWith('/short')) return { status: 200, headers: { 'content-length': '100' }, body: Readable.from(aPart()) };
  const bytes = body instanceof Readable ? await buffer(body) : Buffer.from(body ?? '');
  const answer = Buffer.concat([Buffer.from(`${id} ${method} ${path} ${headers?.authorization}\n`), bytes]);
  return { status: 201, headers: { 'content-length': String(answer.length), 'upload-offset': '7' }, body: Readable.from([answer]) };
}

describe('servers of one installation', () => {
  let ours: HostKey;
  let here: Neighbours;
  let there: Neighbours;
  beforeAll(async () => {
    ours = await generateHostKey();
    const former = await generateHostKey();
    here = await openNeighbours({ identity: identityOf(ours, former), request: echo });
    // While the key ring is being turned, the two have different keys in front.
    there = await openNeighbours({ identity: identityOf(former, ours), request: echo });
  });
  afterAll(async () => {
    await here[Symbol.asyncDispose]();
    await there[Symbol.asyncDispose]();
  });
  const ask = (request: Partial<RoadRequest>, from = here) =>
    from.request({ address: there.address, hostId }, { method: 'PATCH', path: '/agent/v1/files/x?y=1', ...request });

  it('pass requests on to who holds the line, with their bodies, and the answers back', async () => {
    const bytes = randomBytes(3_000_000);
    for (const body of [bytes, Readable.from([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)])]) {
      const answer = await ask({ headers: { authorization: 'Bearer signed' }, body });
      expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '7' } });
      const came = await buffer(answer.body);
      const end = came.indexOf('\n');
      expect(came.subarray(0, end).toString()).toBe(`${hostId} PATCH /agent/v1/files/x?y=1 Bearer signed`);
      expect(Buffer.compare(came.subarray(end + 1), bytes)).toBe(0);
    }
    const several = await Promise.all(Array.from({ length: 50 }, (_, index) => ask({ method: 'GET', path: `/agent/v1/${index}` })));
    const texts = await Promise.all(several.map(async ({ body }) => (await buffer(body)).toString()));
    expect(texts.map((text, index) => text.includes(`/agent/v1/${index} `))).toEqual(texts.map(() => true));
  });

  it('say that the road is down where the line is, where nobody answers, and when it is given up', async () => {
    await expect(ask({ method: 'GET', path: '/agent/v1/down' })).rejects.toMatchObject({ code: 'ROAD_DOWN' });
    await expect(here.request({ address: '127.0.0.1:1', hostId }, { method: 'GET', path: '/agent/v1/health' })).rejects.toMatchObject({
      code: 'ROAD_DOWN',
      details: { stage: 'connect' },
    });
    const short = await ask({ method: 'GET', path: '/agent/v1/short' });
    await expect(buffer(short.body)).rejects.toMatchObject({ code: 'ROAD_DOWN', details: { stage: 'body' } });
    const leaving = new AbortController();
    const waiting = ask({ method: 'GET', path: '/agent/v1/never', signal: leaving.signal });
    leaving.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('believe nobody without the key ring, and say nothing to who pretends to be one of them', async () => {
    const stranger = await generateHostKey();
    await using pretender = await openNeighbours({ identity: identityOf(stranger, ours), request: echo });
    await expect(ask({ method: 'GET' }, pretender)).rejects.toMatchObject({ code: 'ROAD_DOWN' });
    let heard = 0;
    const listen = async (...[id, request]: Parameters<typeof echo>) => {
      heard++;
      return await echo(id, request);
    };
    await using trap = await openNeighbours({ identity: identityOf(stranger, ours), request: listen });
    await expect(here.request({ address: trap.address, hostId }, { method: 'GET', path: '/agent/v1/health' })).rejects.toMatchObject({
      code: 'ROAD_DOWN',
      details: { stage: 'tls' },
    });
    expect(heard).toBe(0);
    const [host, port] = there.address.split(':');
    const plain = askPlainly({ host, port, path: `/${hostId}/agent/v1/health`, rejectUnauthorized: false });
    plain.end();
    const [refused] = await once(plain, 'error');
    expect(refused).toMatchObject({ code: 'ECONNRESET' });
  });
});
