import { createClient } from '@forecourt/sdk/client';
import { redCarPhoto } from '@forecourt/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type TestServer } from '../testing/server.ts';
import { attachment } from './file-name.ts';

onBothColumns('a file', (column) => {
  const bytes = redCarPhoto();
  let server: TestServer;
  let url: string;
  let headers: Readonly<Record<string, string>>;

  beforeAll(async () => {
    server = await startTestServer(column, { basePath: '/cars' });
    const tenant = server.tenant('ours');
    headers = tenant.headers;
    const vehicle = await tenant.client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const photo = await tenant.client.photos.get(await sendPhoto(server.url, headers, vehicle.id, bytes));
    url = createClient({ url: server.url }).assets.fileUrl(photo.asset.sha256);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const ask = (more: Readonly<Record<string, string>> = {}, method = 'GET') => fetch(url, { method, headers: { ...headers, ...more } });

  it('comes byte for byte, for ever, and can do nothing in a page', async () => {
    const answer = await ask();
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.byteLength),
      'cache-control': 'private, max-age=31536000, immutable',
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': 'inline',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    });
    const etag = answer.headers.get('etag') ?? '';
    expect((await ask({ 'if-none-match': `"other", W/${etag}` })).status).toBe(304);
    const head = await ask({}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(bytes.byteLength), '']);
  });

  it('comes in ranges, as Array.slice would give them', async () => {
    const last = bytes.byteLength - 1;
    const place = fc.oneof(fc.nat(20), fc.integer({ min: last - 5, max: last + 5 }), fc.nat(last));
    await fc.assert(
      fc.asyncProperty(place, place, fc.constantFrom('both', 'from', 'last'), async (one, two, kind) => {
        const range = kind === 'both' ? `bytes=${one}-${two}` : kind === 'from' ? `bytes=${one}-` : `bytes=-${one}`;
        const answer = await ask({ range });
        const body = Buffer.from(await answer.arrayBuffer());
        const expected =
          kind === 'both'
            ? bytes.slice(one, two + 1)
            : kind === 'from'
              ? bytes.slice(one)
              : one === 0
                ? bytes.slice(0, 0)
                : bytes.slice(-one);
        if (kind === 'both' && two < one) expect([answer.status, body.length]).toEqual([200, bytes.length]);
        else if (expected.length === 0) expect([answer.status, JSON.parse(String(body)).code]).toEqual([416, 'RANGE_NOT_SATISFIABLE']);
        else {
          const start = kind === 'last' ? bytes.length - expected.length : one;
          expect([answer.status, answer.headers.get('content-range')]).toEqual([
            206,
            `bytes ${start}-${start + expected.length - 1}/${bytes.length}`,
          ]);
          expect(body.equals(expected)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
    expect((await ask({ range: 'bytes=0-1', 'if-range': '"another version"' })).status).toBe(200);
    expect((await ask({ range: 'bytes=0-1,4-5' })).status).toBe(200);
  });

  it('is saved under the name that is asked for, whatever that is', async () => {
    const answer = await fetch(`${url}?download=${encodeURIComponent('../../Škoda "RS".png')}`, { headers });
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="S_koda RS.png"; filename*=UTF-8''%C5%A0koda%20RS.png`);
  });

  it('of a photo has previews of fixed widths', async () => {
    const preview = (width: string) => fetch(`${url.replace(/file$/, 'preview')}?width=${width}`, { headers });
    expect((await preview('160')).headers.get('content-type')).toBe('image/webp');
    expect((await preview('161')).status).toBe(400);
  });

  it('and all else is below the base path only', async () => {
    const origin = new URL(server.url).origin;
    expect((await fetch(`${origin}/api/v1/setup`)).status).toBe(404);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    const document: { servers: unknown } = await (await fetch(`${server.url}/api/v1/openapi.json`)).json();
    expect(document.servers).toEqual([{ url: '/cars/api/v1' }]);
  });
});

describe('the name of a download', () => {
  it('is a header whatever it is made of, and never a path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = attachment(name);
        expect(() => new Headers({ 'Content-Disposition': header })).not.toThrow();
        const [, ascii = '', encoded = ''] = /^attachment; filename="([^"\\]+)"; filename\*=UTF-8''([\w.~!#$&+^`|%-]+)$/.exec(header) ?? [];
        const saved = decodeURIComponent(encoded);
        for (const safe of [ascii, saved]) expect(safe).not.toMatch(/[/\\\p{Cc}\u202a-\u202e]|^\.|^(con|nul|aux|prn)\./iu);
        expect(saved.length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    ['', 'photo'],
    ['../', 'photo'],
    ['C:\\fakepath\\front.jpg', 'front.jpg'],
    ['nul.png', '_nul.png'],
    ['front\u202egpj.exe', 'frontgpj.exe'],
    ['.htaccess', 'htaccess'],
  ])('%j becomes %j', (name, saved) => {
    expect(attachment(name)).toContain(`filename="${saved}"`);
  });
});
