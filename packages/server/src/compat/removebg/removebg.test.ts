import { decodeImage, encodeImage } from '@forecourt/sdk/imaging';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { installTinyModel, redCarPhoto, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onBothColumns } from '../../testing/columns.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';
import { parseFields } from './options.ts';

const photo = redCarPhoto();

onBothColumns('what speaks remove.bg', (column) => {
  const rest = new AsyncDisposableStack();
  let server: TestServer;
  let key: string;

  beforeAll(async () => {
    const folder = rest.use(await temporaryFolder());
    const provider = rest.use(createLocalProvider(await installTinyModel(folder.path)));
    server = rest.use(await startTestServer(column, { provider }));
    key = (await server.tenant('shop').key(['photos:write'])).secret;
  });
  afterAll(() => rest.disposeAsync());

  const send = (fields: Readonly<Record<string, string | Blob>>, headers: Readonly<Record<string, string>> = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return fetch(`${server.url}/api/compat/removebg/v1.0/removebg`, {
      method: 'POST',
      headers: { 'X-Api-Key': key, ...headers },
      body: form,
    });
  };
  const file = new Blob([new Uint8Array(photo)], { type: 'image/png' });

  it('gets the picture back, transparent around the car, with where the car is', async () => {
    const answer = await send({ image_file: file, size: 'auto', type: 'car', add_shadow: 'true' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
    const { pixels } = await decodeImage(new Uint8Array(await answer.arrayBuffer()));
    const { pixels: original } = await decodeImage(photo);
    expect([pixels.widthPx, pixels.heightPx, pixels.channels]).toEqual([original.widthPx, original.heightPx, 4]);
    expect(pixels.data[3]).toBe(0);
    const fact = (name: string) => Number(answer.headers.get(name));
    expect(answer.headers.get('forecourt-ignored')).toBe('type, add_shadow');
    expect(fact('x-width')).toBe(original.widthPx);
    const middle = ((fact('x-foreground-top') + (fact('x-foreground-height') >> 1)) * pixels.widthPx + fact('x-foreground-left')) * 4;
    const alphas = Array.from({ length: fact('x-foreground-width') }, (_, x) => pixels.data[middle + x * 4 + 3] ?? 0);
    expect(Math.max(...alphas)).toBe(255);
    expect(fact('x-credits-charged')).toBe(0);
  });

  it('takes JSON with base64, and answers JSON where that is wanted', async () => {
    const answer = await fetch(`${server.url}/api/compat/removebg/v1.0/removebg`, {
      method: 'POST',
      headers: { 'X-Api-Key': key, 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ image_file_b64: Buffer.from(photo).toString('base64'), channels: 'alpha', crop: true, crop_margin: '10%' }),
    });
    const { data } = await answer.json();
    const { pixels } = await decodeImage(Buffer.from(data.result_b64, 'base64'), { limits: { minSidePx: 1 } });
    expect(pixels.channels).toBe(3);
    expect(pixels.widthPx).toBeLessThanOrEqual(Math.ceil(data.foreground_width * 1.2) + 1);
    expect(data).toMatchObject({ foreground_top: expect.any(Number), foreground_left: expect.any(Number) });
  });

  it('puts a colour or a picture behind the car, in the format that was asked for', async () => {
    const blue = await send({ image_file: file, bg_color: '0000ff' });
    expect(blue.headers.get('content-type')).toBe('image/jpeg');
    const { pixels } = await decodeImage(new Uint8Array(await blue.arrayBuffer()), { limits: { minSidePx: 1 } });
    expect(pixels.data[2]).toBeGreaterThan(230);
    expect(pixels.data[0]).toBeLessThan(25);
    const green = await encodeImage(
      { data: new Uint8Array(64 * 64 * 3).map((_, at) => (at % 3 === 1 ? 255 : 0)), widthPx: 64, heightPx: 64, channels: 3 },
      { format: 'png' },
    );
    const laid = await send({ image_file: file, bg_image_file: new Blob([new Uint8Array(green)]), format: 'webp' });
    const on = await decodeImage(new Uint8Array(await laid.arrayBuffer()), { limits: { minSidePx: 1 } });
    expect([laid.headers.get('content-type'), (on.pixels.data[1] ?? 0) > 230]).toEqual(['image/webp', true]);
    const zip = await send({ image_file: file, format: 'zip' });
    const bytes = Buffer.from(await zip.arrayBuffer());
    expect([zip.headers.get('content-type'), bytes.includes('color.jpg'), bytes.includes('alpha.png')]).toEqual([
      'application/zip',
      true,
      true,
    ]);
  });

  it('says what is wrong in their words', async () => {
    const wrong = async (sent: Promise<Response>) => {
      const answer = await sent;
      const { errors } = await answer.json();
      return [answer.status, errors[0].code];
    };
    expect(await wrong(send({ image_file: file }, { 'X-Api-Key': 'fck_wrong' }))).toEqual([403, 'auth_failed']);
    expect(await wrong(send({}))).toEqual([400, 'invalid_input']);
    expect(await wrong(send({ image_file: new Blob(['no picture at all']) }))).toEqual([400, 'invalid_file_type']);
    expect(await wrong(send({ image_file: file, size: 'gigantic' }))).toEqual([400, 'invalid_input']);
    expect(await wrong(send({ image_file: file, roi: '0 0 1px 1px' }))).toEqual([400, 'unknown_foreground']);
    expect(await wrong(send({ image_url: 'http://127.0.0.1:1/x.png' }))).toEqual([400, 'failed_for_url']);
    const readOnly = (await server.tenant('shop').key(['photos:read'])).secret;
    expect(await wrong(send({ image_file: file }, { 'X-Api-Key': readOnly }))).toEqual([403, 'auth_failed']);
    const account = await fetch(`${server.url}/api/compat/removebg/v1.0/account`, { headers: { 'X-Api-Key': key } });
    expect(await account.json()).toMatchObject({ data: { attributes: { credits: { total: expect.any(Number) } } } });
  });
});

describe('the fields', () => {
  it('have the defaults of remove.bg', () => {
    expect(parseFields({})).toEqual({
      maximumPixels: 250_000,
      format: 'png',
      isMaskWanted: false,
      background: undefined,
      crop: undefined,
      region: undefined,
      ignored: [],
    });
    expect(parseFields({ crop: 'true', crop_margin: '10px 5%' }).crop).toEqual(['10px', '5%', '10px', '5%']);
    expect(() => parseFields({ sise: 'hd' })).toThrow('sise');
  });
});
