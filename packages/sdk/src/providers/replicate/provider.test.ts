import { setImmediate } from 'node:timers/promises';
import { type ReplicateEmulator, redCarPhoto, samplesFolder, startReplicateEmulator } from '@forecourt/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage, inspectImage } from '../../imaging/index.ts';
import { type FarEnd, providerConformance } from '../conformance.ts';
import type { Progress } from '../provider.ts';
import known from './catalogue.json' with { type: 'json' };
import type { ReplicateCatalogueInput } from './catalogue.ts';
import { createReplicateProvider, type ReplicateOptions } from './provider.ts';

let emulator: ReplicateEmulator;
beforeAll(async () => {
  emulator = await startReplicateEmulator();
});
afterAll(() => emulator[Symbol.asyncDispose]());

const photo = redCarPhoto();
const small = { model: 'stability-ai/sdxl', size: { widthPx: 256, heightPx: 256 }, prompt: 'a red car' } as const;
/** What is asked for where no model is named has to be drawn often here: the one that makes the smallest pictures comes first. */
const quick = {
  ...known,
  models: known.models.toSorted((one, other) => Number(other.offer.model === small.model) - Number(one.offer.model === small.model)),
};
const create = (options: Partial<ReplicateOptions> = {}) =>
  createReplicateProvider({ token: emulator.token, baseUrl: emulator.baseUrl, pollMs: { first: 1, most: 5 }, ...options });
const since = (before: number) => emulator.requests.slice(before);

/** As somebody gives it who read it from a file. */
function asGiven(catalogue: object): ReplicateCatalogueInput {
  return JSON.parse(JSON.stringify(catalogue));
}

/** Replicate gives runs up when they are cancelled: whoever asks for them has long been answered. */
const farEnd: FarEnd = {
  received: () => emulator.requests.filter(({ isWork }) => isWork).length,
  hold() {
    const [requests, runs] = [farEnd.received(), emulator.runs.length];
    emulator.failNext('stuck');
    return {
      arrived: emulator.until(() => farEnd.received() > requests),
      left: emulator.until(() => emulator.runs[runs]?.status === 'canceled'),
    };
  },
};

describe('Replicate', () => {
  const operations = ['removeBackground', 'generateImage', 'editImage'] as const;
  const suite = {
    create: () => create({ catalogue: asGiven(quick) }),
    photo: redCarPhoto({ widthPx: 160, heightPx: 120 }),
    operations,
    farEnd,
  };
  for (const check of providerConformance(suite)) it(check.title, check.run);

  it('makes as many pictures as are asked for, in their size and format, at the price of each', async () => {
    await using replicate = create();
    const made = await replicate.generateImage({ prompt: 'a red car', size: { widthPx: 1344, heightPx: 768 }, count: 2, seed: 7 });
    expect(made.images.map(({ bytes }) => inspectImage(bytes))).toEqual([
      expect.objectContaining({ type: 'png', widthPx: 1344, heightPx: 768 }),
      expect.objectContaining({ type: 'png', widthPx: 1344, heightPx: 768 }),
    ]);
    expect(made).toMatchObject({ provider: 'replicate', model: 'black-forest-labs/flux-schnell', costUsd: 0.006, used: { images: 2 } });
  });

  it('reckons the seconds of a model that is charged by them', async () => {
    await using replicate = create();
    const made = await replicate.generateImage(small);
    expect(made).toMatchObject({ costUsd: 0.006_338, used: { seconds: 6.5 }, warnings: [] });
    expect(emulator.charged.at(-1)).toMatchObject({ operation: 'generateImage', usd: expect.closeTo(0.006_337_5) });
  });

  it('makes the same picture of the same words and the seed that it told', async () => {
    await using replicate = create();
    const [first] = (await replicate.generateImage(small)).images;
    const [again] = (await replicate.generateImage({ ...small, seed: first.seed })).images;
    expect(again.sha256).toBe(first.sha256);
  });

  it('paints only where the mask is transparent', async () => {
    await using replicate = create();
    const [widthPx, heightPx] = [320, 240];
    const half = await sharp({ create: { width: widthPx, height: heightPx, channels: 4, background: '#000000' } })
      .composite([
        { input: { create: { width: 160, height: heightPx, channels: 4, background: '#000000' } }, left: 0, top: 0, blend: 'dest-out' },
      ])
      .png()
      .toBuffer();
    const { images } = await replicate.editImage({
      model: 'black-forest-labs/flux-fill-pro',
      prompt: 'a hill',
      images: [photo],
      mask: half,
      // Colours come of it: by another one the hill might have those of the photo.
      seed: 7,
    });
    const [before, after] = await Promise.all([decodeImage(photo), decodeImage(images[0].bytes)]);
    const changeOf = (x: number) => {
      const [at, to] = [3 * (20 * widthPx + x), after.pixels.channels * (20 * widthPx + x)];
      return Math.abs((before.pixels.data[at] ?? 0) - (after.pixels.data[to] ?? 0));
    };
    expect(changeOf(40)).toBeGreaterThan(30);
    expect(changeOf(280)).toBeLessThan(12);
    await expect(
      replicate.editImage({ model: 'black-forest-labs/flux-fill-pro', prompt: 'a hill', images: [photo], mask: photo }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('sends what is large as a file, and removes it there when it is done', async () => {
    await using replicate = create();
    const before = emulator.requests.length;
    const cutout = await replicate.removeBackground({ image: `${samplesFolder}/stills/hatchback-red-street-front-left.jpg` });
    await replicate.close();
    const paths = since(before).map(({ method, path }) => `${method} ${path.replace(/files\/.+/, 'files/ID')}`);
    expect(paths).toContain('POST /v1/files');
    expect(paths).toContain('DELETE /v1/files/ID');
    expect(emulator.fileCount).toBe(0);
    expect(cutout.report.defects.map(({ code }) => code)).not.toContain('EMPTY_CUTOUT');
  });

  it('keeps the photo’s own colours, and sends no camera data', async () => {
    await using replicate = create();
    const tagged = await sharp(photo)
      .withExif({ IFD0: { Copyright: 'SECRET-PLACE' } })
      .jpeg({ quality: 100 })
      .toBuffer();
    const { bytes } = await replicate.removeBackground({ image: tagged });
    const [cutout, source] = await Promise.all([decodeImage(bytes), decodeImage(tagged)]);
    const middle = 150 * 320 + 160;
    const colours = [cutout.pixels.data.slice(4 * middle, 4 * middle + 3), source.pixels.data.slice(3 * middle, 3 * middle + 3)];
    expect(colours[0]).toEqual(colours[1]);
    const sent = String(emulator.runs.at(-1)?.input.image);
    expect(Buffer.from(sent.split(',')[1] ?? '', 'base64').includes('SECRET-PLACE')).toBe(false);
  });

  it('refuses what the model cannot do, and unknown prices, before anything is sent', async () => {
    const [remover] = known.models;
    const unpriced = { checkedOn: null, models: known.models.map((model) => ({ ...model, offer: { ...model.offer, price: null } })) };
    await using replicate = create();
    await using dear = create({ catalogue: asGiven(unpriced) });
    const before = emulator.requests.length;
    await expect(replicate.generateImage({ prompt: 'x', guidance: 3 })).rejects.toMatchObject({
      code: 'PARAMETER_UNSUPPORTED',
      details: { refused: [expect.objectContaining({ field: 'guidance' })] },
    });
    await expect(replicate.generateImage({ prompt: 'x', size: { widthPx: 1000, heightPx: 1000 } })).rejects.toMatchObject({
      code: 'PARAMETER_UNSUPPORTED',
    });
    await expect(replicate.generateImage({ prompt: 'x', model: 'dall-e-3' })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    await expect(replicate.removeBackground({ image: photo, format: 'jpeg' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(dear.removeBackground({ image: photo })).rejects.toMatchObject({
      code: 'PRICE_UNKNOWN',
      details: { model: remover?.offer.model },
    });
    expect(since(before)).toEqual([]);
  });

  it('sends its token to the API and to nobody else', async () => {
    await using replicate = create();
    const before = emulator.requests.length;
    await replicate.generateImage(small);
    for (const { path, headers } of since(before)) {
      expect(headers.authorization).toBe(path.startsWith('/delivery/') ? undefined : `Bearer ${emulator.token}`);
    }
  });

  it('tells of the states of a run, and how far it says it is', async () => {
    await using replicate = create();
    const seen: Progress[] = [];
    await replicate.generateImage(small, { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ stage, share }) => `${stage} ${share}`)).toEqual([
      ...['queued 0', 'queued 0.1', 'inference 0.5', 'download 0.85', 'download 1'],
    ]);
  });

  it('asks more rarely the longer a run takes', async () => {
    const waits: number[] = [];
    const wait = async (milliseconds: number) => {
      waits.push(milliseconds);
      if (waits.length === 6) await emulator.finish(emulator.runs.at(-1)?.id ?? '');
    };
    // The emulator's runs are done when they are asked for a second time, so the answers to the first ones are lost.
    emulator.failWith(({ path, method }) =>
      method === 'GET' && path.includes('/predictions/') && waits.length < 5 ? 'server-error' : undefined,
    );
    await using replicate = create({ wait, pollMs: { first: 100, most: 400 } });
    await replicate.generateImage(small);
    emulator.failWith(undefined);
    expect(waits).toEqual([100, 150, 225, 337.5, 400, 400]);
  });

  it('says whether it would work', async () => {
    await using replicate = create();
    expect(await replicate.health()).toMatchObject({ state: 'ready', message: expect.stringContaining('emulated-dealer') });
    await using stranger = create({ token: 'r8_other' });
    expect(await stranger.health()).toMatchObject({ state: 'unavailable', hint: expect.stringContaining('key') });
    await using nowhere = create({ baseUrl: 'http://127.0.0.1:1/v1' });
    expect(await nowhere.health()).toMatchObject({ state: 'unavailable' });
  });

  it('is not made with wrong options, and does not tell the token', () => {
    expect(() => create({ token: '' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => create({ catalogue: 'none.json' })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => create({ deadlineMs: -1, token: 'r8_secret' })).toThrow(/^(?!.*r8_secret).*deadlineMs/s);
  });
});

describe('a run of Replicate’s that is not waited for to its end', () => {
  it('is cancelled when the caller gives up', async () => {
    await using replicate = create();
    const controller = new AbortController();
    emulator.failNext('stuck');
    const onProgress = ({ stage }: Progress) => stage === 'inference' && controller.abort();
    await expect(replicate.generateImage(small, { signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'ABORTED' });
    await replicate.close();
    expect(emulator.runs.at(-1)).toMatchObject({ status: 'canceled' });
  });

  it('is cancelled also when its start was still under way', async () => {
    await using replicate = create();
    const controller = new AbortController();
    const before = emulator.runs.length;
    emulator.failWith(({ isWork }) => {
      if (isWork) controller.abort();
      return isWork ? 'stuck' : undefined;
    });
    await expect(replicate.generateImage(small, { signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
    emulator.failWith(undefined);
    await replicate.close();
    expect(emulator.runs.slice(before).map(({ status }) => status)).toEqual(['canceled']);
  });

  it('is found again when its start was not answered, and not paid twice', async () => {
    await using replicate = create();
    const [before, chargesBefore] = [emulator.requests.length, emulator.charged.length];
    emulator.failNext('reset-after');
    const { providerJobId } = await replicate.generateImage(small);
    expect(providerJobId).toBe(emulator.runs.at(-1)?.id);
    expect(since(before).filter(({ isWork }) => isWork)).toHaveLength(1);
    expect(emulator.charged).toHaveLength(chargesBefore + 1);
  });

  it('is fetched later by its name instead of being made again', async () => {
    const accepted: string[] = [];
    const request = { ...small, seed: 11 };
    const first = create();
    emulator.failWith(({ path, method }) => (method === 'GET' && path.includes('/predictions/') ? 'stuck' : undefined));
    const lost = first.generateImage(request, { onAccepted: ({ providerJobId }) => accepted.push(providerJobId) });
    lost.catch(() => undefined);
    while (accepted.length === 0) await setImmediate();
    emulator.failWith(undefined);
    const id = accepted[0] ?? '';
    await emulator.finish(id);
    await using second = create();
    const made = await second.resume(id, request);
    expect(made).toMatchObject({ providerJobId: id, costUsd: 0.006_338, images: [{ seed: 11 }] });
    expect(emulator.charged.filter(({ usd }) => usd > 0).at(-1)?.operation).toBe('generateImage');
    await first.close();
    emulator.forget(id);
    await expect(second.resume(id, request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(second.resume('nonesuch', request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(second.resume('../account', request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
