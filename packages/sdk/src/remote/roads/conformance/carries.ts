import { Readable } from 'node:stream';
import { expect, rejects } from './expect.ts';
import { blockBytes, pieceAt } from './far-end.ts';
import { readEcho, readHash, readWhole, sha256Of } from './read.ts';
import type { Checks } from './under-test.ts';

const mebibyte = 1024 * 1024;

/** What goes through, both ways. */
export const carryChecks: Checks = {
  'carries method, path, headers and bytes as they are': async ({ road }) => {
    const body = pieceAt(7, 100_000);
    const answer = await road.request({ method: 'PUT', path: '/hash?name=a%20b&x=%2F', headers: { 'x-suite': 'yes' }, body });
    expect(answer.status === 200, 'the status comes back');
    expect(answer.headers['content-type'] === 'application/json', 'headers come back, in lower case');
    const echo = await readEcho(answer);
    expect(echo.sha256 === sha256Of(body), 'every byte arrives');
    expect(echo.method === 'PUT' && echo.header === 'yes', 'method and headers arrive');
    expect(echo.url === '/hash?name=a%20b&x=%2F', 'the path arrives with its query, not decoded, since it is signed');
  },
  'carries a body that is read while it is sent': async ({ road }) => {
    const pieces = Array.from({ length: 64 }, (_, index) => pieceAt(index, 50_000));
    const answer = await road.request({ method: 'PATCH', path: '/hash', body: Readable.from(pieces) });
    expect((await readEcho(answer)).sha256 === sha256Of(Buffer.concat(pieces)), 'every byte arrives in order');
  },
  'carries an answer of many bytes, of known and of unknown length': async ({ road }) => {
    const count = 8 * mebibyte + 17;
    const block = pieceAt(0, blockBytes);
    const whole = Buffer.alloc(count);
    for (let offset = 0; offset < count; offset += blockBytes) block.copy(whole, offset);
    for (const path of ['/bytes', '/unsaid']) {
      const { bytes, sha256 } = await readHash(await road.request({ method: 'GET', path: `${path}?count=${count}` }));
      expect(bytes === count && sha256 === sha256Of(whole), `all of ${path} arrives`);
    }
  },
  'carries answers without a body': async ({ road }) => {
    for (const [method, path] of [
      ['HEAD', '/bytes?count=1000'],
      ['GET', '/bytes?count=0'],
    ] as const) {
      const answer = await road.request({ method, path });
      expect((await readWhole(answer)).byteLength === 0, `${method} has no body`);
      expect(answer.headers['content-length'] === (method === 'HEAD' ? '1000' : '0'), 'its length is told all the same');
    }
  },
  'gives an answer of refusal as an answer, also when the body was not read': async ({ road }) => {
    const answer = await road.request({ method: 'POST', path: '/refuse', body: pieceAt(0, 1000) });
    expect(answer.status === 413, 'the status comes back');
    expect((await readWhole(answer)).toString() === '{"refused":true}', 'and what was said');
  },
  'fails with the error of a body that could not be read': async ({ road }) => {
    const body: Readable = new Readable({ read: () => void body.destroy(new Error('the disk is gone')) });
    const error = await road.request({ method: 'PUT', path: '/hash', body }).catch((caught: unknown) => caught);
    expect(error instanceof Error && error.message === 'the disk is gone', 'the error is the one of the body');
    expect((await road.request({ method: 'GET', path: '/hash' })).status === 200, 'the road is well');
  },
  'takes no more of an answer than its reader does': async ({ road, notes }) => {
    const answer = await road.request({ method: 'GET', path: '/endless' });
    const first = await firstPiece(answer.body);
    expect(first > 0, 'it begins');
    let before = -1;
    // It comes to rest when everything between the two ends is full.
    while (before !== notes.sentBytes) {
      before = notes.sentBytes;
      await road.request({ method: 'GET', path: '/bytes?count=1000000' }).then(readHash);
    }
    expect(notes.sentBytes < 64 * mebibyte, `what nobody reads is not sent: ${notes.sentBytes} bytes`);
    answer.body.destroy();
  },
  'is closed for good, twice if wanted': async ({ road, notes }) => {
    const running = rejects(road.request({ method: 'GET', path: '/silent' }), { code: 'ROAD_DOWN', stages: ['open'] });
    const answer = await road.request({ method: 'GET', path: '/endless' });
    while (notes.started < 2) await road.request({ method: 'GET', path: '/hash' });
    await road.close();
    await road.close();
    await running;
    await rejects(readWhole(answer), { code: 'ROAD_DOWN', stages: ['body'] });
    await rejects(road.request({ method: 'GET', path: '/hash' }), { code: 'ROAD_DOWN', stages: ['open'] });
  },
};

async function firstPiece(body: Readable): Promise<number> {
  return new Promise((resolve, reject) => {
    body.once('data', (piece: Buffer) => {
      body.pause();
      resolve(piece.byteLength);
    });
    body.once('error', reject);
  });
}
