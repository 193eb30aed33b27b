import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSwitchboard } from '../faults.ts';
import { type OpenAiEmulator, startOpenAiEmulator } from './emulator.ts';

let emulator: OpenAiEmulator;
beforeAll(async () => {
  emulator = await startOpenAiEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

const small = { model: 'gpt-image-2.5-flare', prompt: 'a red car', size: '1024x640', quality: 'low' };
const errorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }),
});
const imagesSchema = z.object({ data: z.array(z.object({ b64_json: z.string() })), usage: z.object({ output_tokens: z.number() }) });

function post(path: string, body: unknown, headers: Record<string, string> = {}, from = emulator): Promise<Response> {
  return fetch(`${from.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${from.apiKey}`,
      ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body instanceof FormData ? body : JSON.stringify(body),
  });
}

async function refusal(response: Response) {
  const { error } = errorSchema.parse(await response.json());
  return { status: response.status, code: error.code, param: error.param };
}

describe('the emulator of OpenAI', () => {
  it.each<[string, object, object]>([
    ['an unknown parameter', { ...small, seed: 1 }, { code: 'unknown_parameter', param: 'seed' }],
    ['a missing one', { model: small.model }, { code: 'missing_required_parameter', param: 'prompt' }],
    ['too many pictures', { ...small, n: 11 }, { code: 'invalid_value', param: 'n' }],
    ['a size off its grid', { ...small, size: '1000x1000' }, { param: 'size' }],
    ['a size that is too small', { ...small, size: '512x512' }, { param: 'size' }],
    ['a free size of an older model', { ...small, model: 'gpt-image-1.5' }, { param: 'size' }],
    ['transparency where there is none', { ...small, model: 'gpt-image-2', background: 'transparent' }, { param: 'background' }],
    ['transparency in JPEG', { ...small, background: 'transparent', output_format: 'jpeg' }, { param: 'output_format' }],
    ['a quality that came later', { ...small, model: 'gpt-image-2', quality: 'max' }, { param: 'quality' }],
    ['previews without a stream', { ...small, partial_images: 2 }, { param: 'partial_images' }],
  ])('refuses %s as OpenAI does, and takes no money', async (_title, body, expected) => {
    const before = emulator.charged.length;
    expect(await refusal(await post('/images/generations', body))).toMatchObject({ status: 400, ...expected });
    expect(emulator.charged).toHaveLength(before);
  });

  it('knows keys, addresses and models', async () => {
    expect(await refusal(await post('/images/generations', small, { authorization: 'Bearer sk-wrong' }))).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    expect(await refusal(await post('/images/variations', small))).toMatchObject({ status: 404 });
    expect(await refusal(await post('/images/generations', { ...small, model: 'gpt-image-9' }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    expect(await refusal(await post('/images/generations', { ...small, model: 'dall-e-3' }))).toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });

  it('draws the same picture of the same words, at the size and in the format that are asked for', async () => {
    const pictures = await Promise.all(
      [small, small, { ...small, prompt: 'a blue car' }].map(async (body) => {
        const { data } = imagesSchema.parse(await (await post('/images/generations', { ...body, output_format: 'webp' })).json());
        return Buffer.from(data[0]?.b64_json ?? '', 'base64');
      }),
    );
    const [one = Buffer.alloc(0), again, other] = pictures;
    expect([one.equals(again ?? Buffer.alloc(0)), one.equals(other ?? one)]).toEqual([true, false]);
    expect(await sharp(one).metadata()).toMatchObject({ format: 'webp', width: 1024, height: 640 });
  });

  it('does a request once by its key, also when it comes twice at once, and refuses the key for another', async () => {
    const key = { 'idempotency-key': 'k-1' };
    const answers = await Promise.all([post('/images/generations', small, key), post('/images/generations', small, key)]);
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect(emulator.charged.filter(({ idempotencyKey }) => idempotencyKey === 'k-1')).toHaveLength(1);
    expect((await post('/images/generations', { ...small, prompt: 'a bus' }, key)).status).toBe(400);
  });

  it('allows so many requests a minute, and says when there may be more', async () => {
    const clock = { now: 1_000_000 };
    await using busy = await startOpenAiEmulator({ requestsPerMinute: 1, now: () => clock.now });
    expect((await post('/images/generations', small, {}, busy)).status).toBe(200);
    clock.now += 20_000;
    const refused = await post('/images/generations', small, {}, busy);
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('x-ratelimit-remaining-requests')]).toEqual([
      429,
      '40',
      '0',
    ]);
    clock.now += 40_000;
    expect((await post('/images/generations', small, {}, busy)).status).toBe(200);
  });

  it('asks for a mask with alpha and of the size of its picture', async () => {
    const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#808080' } })
      .png()
      .toBuffer();
    const form = (mask: Buffer) => {
      const fields = new FormData();
      for (const [name, value] of Object.entries(small)) fields.append(name, value);
      fields.append('image[]', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'a.png');
      fields.append('mask', new Blob([new Uint8Array(mask)], { type: 'image/png' }), 'm.png');
      return fields;
    };
    const mask = (width: number) =>
      sharp({ create: { width, height: 48, channels: 4, background: '#00000000' } })
        .png()
        .toBuffer();
    expect(await refusal(await post('/images/edits', form(picture)))).toMatchObject({ status: 400, param: 'mask' });
    expect(await refusal(await post('/images/edits', form(await mask(32))))).toMatchObject({ status: 400, param: 'mask' });
    expect((await post('/images/edits', form(await mask(64)))).status).toBe(200);
  });

  it('holds strict shapes to the rules of structured outputs', async () => {
    const ask = (schema: object) =>
      post('/responses', {
        model: 'gpt-6.1-terra',
        input: [{ role: 'user', content: [{ type: 'input_text', text: 'Is it a car?' }] }],
        text: { format: { type: 'json_schema', name: 'answer', strict: true, schema } },
      });
    const properties = { isCar: { type: 'boolean' } };
    expect(await refusal(await ask({ type: 'object', properties, required: ['isCar'] }))).toMatchObject({ code: 'invalid_json_schema' });
    expect(await refusal(await ask({ type: 'object', properties, required: [], additionalProperties: false }))).toMatchObject({
      code: 'invalid_json_schema',
    });
    expect((await ask({ type: 'object', properties, required: ['isCar'], additionalProperties: false })).status).toBe(200);
  });
});

describe('a switchboard of faults', () => {
  const request = { method: 'POST', path: '/', headers: {}, body: undefined, isWork: true, aborted: false, status: null };

  it('fails so many requests in turn, and only those that make something', () => {
    const { failNext, next } = createSwitchboard();
    failNext('html', 2);
    failNext({ kind: 'rate-limited', retryAfterMs: 5 });
    expect(next({ ...request, isWork: false })).toBeUndefined();
    expect([next(request), next(request), next(request), next(request)]).toEqual([
      { kind: 'html' },
      { kind: 'html' },
      { kind: 'rate-limited', retryAfterMs: 5 },
      undefined,
    ]);
  });

  it('asks whoever chooses first, and leaves the queue to those whom nothing befell', () => {
    const { failNext, failWith, next } = createSwitchboard();
    failNext('reset');
    failWith(({ path }) => (path === '/models' ? 'unauthenticated' : undefined));
    expect(next({ ...request, path: '/models', isWork: false })).toEqual({ kind: 'unauthenticated' });
    expect(next(request)).toEqual({ kind: 'reset' });
    failWith(undefined);
    expect(next({ ...request, path: '/models' })).toBeUndefined();
  });
});
