import { createHash } from 'node:crypto';
import { type OpenAiEmulator, redCarPhoto, startOpenAiEmulator } from '@forecourt/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeImage, inspectImage } from '../../imaging/index.ts';
import { providerConformance } from '../conformance.ts';
import { estimate } from '../price.ts';
import type { Progress } from '../provider.ts';
import type { OpenAiOptions } from './options.ts';
import { createOpenAiProvider } from './provider.ts';

let emulator: OpenAiEmulator;
beforeAll(async () => {
  emulator = await startOpenAiEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

const photo = redCarPhoto();
const create = (options: Partial<OpenAiOptions> = {}) =>
  createOpenAiProvider({ apiKey: emulator.apiKey, baseUrl: emulator.url, ...options });
const small = { prompt: 'a red car', quality: 'low', size: { widthPx: 1024, heightPx: 640 } } as const;
const work = () => emulator.requests.filter(({ isWork }) => isWork);
const lastBody = () => z.record(z.string(), z.unknown()).parse(work().at(-1)?.body);

const farEnd = {
  received: () => work().length,
  hold() {
    emulator.failNext('stuck');
    const at = work().length;
    return {
      arrived: emulator.until(() => work()[at]?.body !== undefined),
      left: emulator.until(() => work()[at]?.aborted === true),
    };
  },
};

describe('OpenAI', () => {
  const operations = ['generateImage', 'editImage', 'analyzeImage'] as const;
  for (const check of providerConformance({ create: () => create(), photo, operations, farEnd })) it(check.title, check.run);

  it('sends a request once with its key, so that the same one by the same key is paid once', async () => {
    await using openai = create();
    const one = await openai.generateImage(small, { idempotencyKey: 'order-7' });
    const two = await openai.generateImage(small, { idempotencyKey: 'order-7' });
    expect(two.images[0].sha256).toBe(one.images[0].sha256);
    expect(emulator.charged.filter(({ idempotencyKey }) => idempotencyKey === 'order-7')).toHaveLength(1);
    expect(work().at(-1)?.headers).toMatchObject({ 'idempotency-key': 'order-7', authorization: `Bearer ${emulator.apiKey}` });
  });

  it.each(['gpt-image-2.5-flare', 'gpt-image-2.6-sunburst', 'gpt-image-2', 'gpt-image-1.5', 'gpt-image-1-mini'])(
    'reckons what %s cost as OpenAI does',
    async (model) => {
      await using openai = create();
      const size = { widthPx: 1536, heightPx: 1024 };
      const { costUsd } = await openai.generateImage({ prompt: 'a blue car by the sea', model, quality: 'medium', size });
      expect(costUsd).toBeCloseTo(emulator.charged.at(-1)?.usd ?? 0, 5);
    },
  );

  it('estimates every quality and many sizes at no less than they cost', async () => {
    await using openai = create();
    const { offers } = await openai.abilities();
    const offer = offers.find(({ model, operation }) => model === 'gpt-image-2' && operation === 'generateImage');
    if (!offer) throw new TypeError('there is no such offer');
    for (const size of [
      { widthPx: 816, heightPx: 816 },
      { widthPx: 1536, heightPx: 1024 },
      { widthPx: 1792, heightPx: 1024 },
    ]) {
      for (const quality of offer.qualities) {
        const asked = { ...small, size, quality, model: 'gpt-image-2' };
        const { costUsd } = await openai.generateImage(asked);
        expect(costUsd * 1e6).toBeLessThanOrEqual(estimate(offer, asked)?.most ?? 0);
      }
    }
  });

  it('shows pictures of how far it is to whoever listens, and says what they cost', async () => {
    await using openai = create({ previews: 2 });
    const seen: Progress[] = [];
    const watched = await openai.generateImage(small, { onProgress: (progress) => seen.push(progress) });
    const previews = seen.flatMap(({ preview }) => preview ?? []);
    expect(previews.map((preview) => inspectImage(preview).type)).toEqual(['png', 'png']);
    const unseen = await openai.generateImage(small);
    expect((watched.used.outputTokens ?? 0) - (unseen.used.outputTokens ?? 0)).toBe(200);
    expect(unseen.images[0].sha256).toBe(watched.images[0].sha256);
  });

  it('makes a car without a background where the model can, in formats that have none', async () => {
    await using openai = create();
    const { images } = await openai.generateImage({ ...small, transparent: true, format: 'webp' });
    const { pixels } = await decodeImage(images[0].bytes);
    expect([pixels.channels, pixels.data[3]]).toEqual([4, 0]);
    await expect(openai.generateImage({ ...small, transparent: true, format: 'jpeg' })).rejects.toMatchObject({
      code: 'PARAMETER_UNSUPPORTED',
    });
    await expect(openai.generateImage({ ...small, model: 'gpt-image-2', transparent: true })).rejects.toMatchObject({
      code: 'PARAMETER_UNSUPPORTED',
      details: { refused: [expect.objectContaining({ field: 'transparent' })] },
    });
  });

  it('changes a picture inside of its mask and leaves the rest', async () => {
    await using openai = create();
    const [widthPx, heightPx] = [1024, 640];
    const grey = await sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#808080' } })
      .png()
      .toBuffer();
    const right = Buffer.alloc(widthPx * heightPx * 4, 255);
    for (let i = 0; i < widthPx * heightPx; i++) if (i % widthPx >= widthPx / 2) right[4 * i + 3] = 0;
    const mask = await sharp(right, { raw: { width: widthPx, height: heightPx, channels: 4 } })
      .png()
      .toBuffer();
    const { images } = await openai.editImage({ ...small, images: [grey], mask });
    const { data } = (await decodeImage(images[0].bytes)).pixels;
    const rowAt = (row: number, from: number, to: number) => [...data.subarray(3 * (row * widthPx + from), 3 * (row * widthPx + to))];
    expect(Math.max(...rowAt(320, 0, 500).map((value) => Math.abs(value - 128)))).toBeLessThanOrEqual(2);
    expect(Math.max(...rowAt(320, 520, 1024).map((value) => Math.abs(value - 128)))).toBeGreaterThan(40);
  });

  it('sends photos upright, scaled to what models see, and without a place or a camera', async () => {
    await using openai = create();
    const turned = await sharp({ create: { width: 3000, height: 1500, channels: 3, background: '#204060' } })
      .withExif({ IFD0: { Make: 'SecretCamera' }, IFD3: { GPSLatitude: '52/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    await openai.editImage({ prompt: 'a red car', quality: 'low', images: [turned, photo] });
    const sent = z.object({ image: z.array(z.instanceof(Buffer)), size: z.string() }).parse(lastBody());
    const [first = Buffer.alloc(0)] = sent.image;
    expect(inspectImage(first)).toMatchObject({ type: 'jpeg', widthPx: 1024, heightPx: 2048, orientation: 1 });
    expect(first.includes('SecretCamera') || first.includes('Exif')).toBe(false);
    // The proportions of the photo, in steps of 16 px.
    expect(sent.size).toBe('880x1776');
    expect(sent.image).toHaveLength(2);
  });

  it('refuses a mask without alpha, and one of other proportions, before anything is sent', async () => {
    await using openai = create();
    const before = work().length;
    await expect(openai.editImage({ ...small, images: [photo], mask: photo })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const mask = await sharp({ create: { width: 300, height: 900, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    await expect(openai.editImage({ ...small, images: [photo], mask })).rejects.toMatchObject({ code: 'ASPECT_MISMATCH' });
    expect(work()).toHaveLength(before);
  });

  it('holds the model to the shape of an answer, and checks what it says by it', async () => {
    await using openai = create();
    const schema = z.object({ angle: z.enum(['front', 'side', 'rear']), damage: z.array(z.string()), plate: z.number().min(0).max(1) });
    const { value } = await openai.analyzeImage({ images: [photo], prompt: 'Describe the car.', schema });
    expect(schema.parse(value)).toEqual(value);
    expect(lastBody()).toMatchObject({ store: false, text: { format: { strict: true, schema: { additionalProperties: false } } } });

    using _ = answering({ value: { angle: 'top', damage: [], plate: 0.5 } });
    const wrong = openai.analyzeImage({ images: [photo], prompt: 'Describe the car.', schema });
    await expect(wrong).rejects.toMatchObject({
      code: 'PROVIDER_ANSWER_INVALID',
      details: { issues: [expect.objectContaining({ path: 'angle' })], costUsd: expect.any(Number) },
    });
  });

  it('gives what the shape makes of an answer, and asks for what it reads', async () => {
    await using openai = create();
    using _ = answering({ value: { year: '2019' } });
    const schema = z.object({ year: z.string().transform(Number), isCar: z.boolean().default(true) });
    const { value } = await openai.analyzeImage({ images: [photo], prompt: 'Of which year is it?', schema });
    expect(value).toEqual({ year: 2019, isCar: true });
    expect(lastBody()).toMatchObject({ text: { format: { strict: false } } });
  });

  it('says that the model refused to look, and what it said', async () => {
    await using openai = create();
    using _ = answering({ refusal: 'I cannot identify people.' });
    const refused = openai.analyzeImage({ images: [photo], prompt: 'Who drives?', schema: z.object({ name: z.string() }) });
    await expect(refused).rejects.toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: expect.stringContaining('I cannot identify people.'),
    });
  });

  it('names the successor of models that are gone', async () => {
    await using openai = create();
    for (const model of ['dall-e-2', 'dall-e-3', 'gpt-image-1']) {
      await expect(openai.generateImage({ prompt: 'a car', model })).rejects.toMatchObject({
        code: 'MODEL_RETIRED',
        details: { replacedBy: 'gpt-image-2.5-flare' },
      });
    }
  });

  it('learns from OpenAI when its models end', async () => {
    const { offers } = await create().abilities();
    const catalogue = { provider: 'openai', checkedOn: null, offers: offers.map((offer) => ({ ...offer, retiresOn: null })) };
    await using openai = create({ catalogue });
    const ending = async () => (await openai.abilities()).offers.filter(({ retiresOn }) => retiresOn !== null).map(({ model }) => model);
    expect(await ending()).toEqual([]);
    expect(await openai.health()).toMatchObject({ state: 'ready' });
    expect(new Set(await ending())).toEqual(new Set(['gpt-image-1.5', 'gpt-image-1-mini']));
  });

  it('tells in its health what is wrong, and sends nothing that costs', async () => {
    const before = emulator.charged.length;
    await using wrong = create({ apiKey: 'sk-wrong' });
    expect(await wrong.health()).toMatchObject({
      state: 'unavailable',
      code: 'PROVIDER_UNAUTHENTICATED',
      hint: expect.stringContaining('key'),
    });
    emulator.failWith(({ path }) => (path === '/v1/models' ? 'server-error' : undefined));
    await using down = create();
    expect(await down.health()).toMatchObject({ state: 'unavailable', code: 'PROVIDER_UNAVAILABLE' });
    emulator.failWith(undefined);
    expect(await down.health()).toMatchObject({ state: 'ready' });
    expect(emulator.charged).toHaveLength(before);
  });

  it('never says its key', async () => {
    const apiKey = 'sk-proj-PLANTEDplantedPLANTEDplanted';
    await using openai = create({ apiKey });
    const error: unknown = await openai.generateImage(small).catch((thrown: unknown) => thrown);
    const text = JSON.stringify(error, ['code', 'message', 'hint', 'details', 'cause', 'stack', 'headers', 'request']) + String(error);
    expect(text).toContain('PROVIDER_UNAUTHENTICATED');
    for (const part of ['PLANTED', 'sk-proj', apiKey.slice(-4)]) expect(text).not.toContain(part);
    expect(() => create({ apiKey, timeoutMs: -1 })).toThrow(expect.not.stringContaining('PLANTED'));
  });

  it('takes another catalogue from a file, without code, and refuses what is none', async () => {
    const { offers } = await create().abilities();
    const own = { ...offers[0], model: 'gpt-image-9', price: null };
    const catalogue = { provider: 'other', checkedOn: '2026-11-21', offers: [own] };
    // @ts-expect-error: of the first of many the type does not know that it is there
    await using openai = create({ catalogue, name: 'studio' });
    expect(await openai.abilities()).toMatchObject({ provider: 'studio', offers: [{ model: 'gpt-image-9' }] });
    await expect(openai.generateImage({ prompt: 'a car' })).rejects.toMatchObject({ code: 'PRICE_UNKNOWN' });
    await using missing = create({ catalogue: '/nowhere/catalogue.json' });
    await expect(missing.abilities()).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
    expect(() => create({ baseUrl: 'ftp://example.com' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('gives equal requests the same bytes on the wire', async () => {
    await using openai = create();
    const bodyOf = async (request: Parameters<typeof openai.generateImage>[0]) => {
      await openai.generateImage(request);
      return createHash('sha256').update(JSON.stringify(lastBody())).digest('hex');
    };
    const { prompt, quality, size } = small;
    expect(await bodyOf({ prompt, quality, size })).toBe(await bodyOf({ size, quality, prompt: ` ${prompt} `, count: 1, format: 'png' }));
  });
});

/** What the vision models say until the end of a test. */
function answering(reply: { value: unknown } | { refusal: string }): Disposable {
  emulator.answerWith(() => reply);
  return { [Symbol.dispose]: () => emulator.answerWith(undefined) };
}
