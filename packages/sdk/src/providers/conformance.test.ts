import {
  installTinyModel,
  type OpenAiEmulator,
  redCarPhoto,
  startOpenAiEmulator,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FarEnd, providerConformance } from './conformance.ts';
import { createLocalProvider } from './local/index.ts';
import { createOpenAiProvider, type OpenAiProvider } from './openai/index.ts';
import type { CallContext, Cutout, GenerateImageRequest, MadePictures, Provider, RemoveBackgroundRequest } from './provider.ts';

let folder: TemporaryFolder;
let sound: () => Provider;
beforeAll(async () => {
  folder = await temporaryFolder();
  const options = await installTinyModel(folder.path);
  sound = () => createLocalProvider(options);
});
afterAll(() => folder[Symbol.asyncDispose]());

type RemoveBackground = NonNullable<Provider['removeBackground']>;

/** A provider like any other but for one way of cutting out. */
function withCut(change: (real: RemoveBackground) => RemoveBackground): (provider: Provider) => Provider {
  return (provider) => ({ ...provider, removeBackground: change((request, context) => requireCut(provider)(request, context)) });
}

function requireCut({ removeBackground }: Provider): RemoveBackground {
  if (!removeBackground) throw new TypeError('this provider removes no backgrounds');
  return removeBackground;
}

const changed = (change: (cutout: Cutout, request: RemoveBackgroundRequest) => Cutout) =>
  withCut((real) => async (request, context) => change(await real(request, context), request));

describe('the conformance suite', () => {
  it.each<[string, string, (provider: Provider) => Provider]>([
    ['has another name in its abilities', 'declares its abilities', (provider) => ({ ...provider, name: 'other' })],
    ['declares what it does not have', 'declares its abilities', ({ removeBackground, ...rest }) => rest],
    [
      'says that it is not ready',
      'says that it is ready',
      (provider) => ({ ...provider, health: async () => ({ state: 'degraded', message: 'slow' }) }),
    ],
    [
      'gives bytes with another hash',
      'gives a picture of the photo’s size',
      changed((cutout) => ({ ...cutout, output: { ...cutout.output, sha256: '0'.repeat(64) } })),
    ],
    [
      'gives every format as PNG',
      'gives each format',
      withCut((real) => (request, context) => real({ ...request, format: 'png' }, context)),
    ],
    [
      'ends its progress early',
      'tells progress',
      withCut((real) => (request, context) => real(request, { ...context, onProgress: undefined })),
    ],
    [
      'does not listen to a cancellation',
      'cancelled on the way',
      withCut((real) => (request, context) => real(request, { ...context, signal: undefined })),
    ],
    [
      'has no deadline',
      'rejects with DEADLINE_EXCEEDED',
      withCut((real) => (request, context) => real(request, { ...context, signal: undefined })),
    ],
    [
      'ignores the model',
      'refuses a model',
      withCut(
        (real) =>
          ({ model, ...request }, context) =>
            real(request, context),
      ),
    ],
    [
      'throws what has no code',
      'refuses what is no picture',
      withCut((real) => async (request, context) => {
        try {
          return await real(request, context);
        } catch (cause) {
          throw new TypeError('it failed', { cause });
        }
      }),
    ],
    [
      'writes into the caller’s bytes',
      'leaves the caller’s bytes',
      changed((cutout, { image }) => {
        if (image instanceof Uint8Array) image.fill(0);
        return cutout;
      }),
    ],
    ['works on when it was closed', 'when it is closed', (provider) => ({ ...provider, close: async () => undefined })],
  ])('finds a provider that %s', async (_title, promise, breakIt) => {
    const created: Provider[] = [];
    const checks = providerConformance({
      photo: redCarPhoto(),
      create: () => {
        const real = sound();
        created.push(real);
        return breakIt(real);
      },
    });
    const check = checks.find(({ title }) => title.includes(promise));
    await expect(check?.run()).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('breaks a promise') });
    for (const provider of created) await provider.close();
  });
});

type Generate = OpenAiProvider['generateImage'];

describe('the conformance suite for made pictures', () => {
  let emulator: OpenAiEmulator;
  beforeAll(async () => {
    emulator = await startOpenAiEmulator();
  });
  afterAll(() => emulator[Symbol.asyncDispose]());
  const real = () => createOpenAiProvider({ apiKey: emulator.apiKey, baseUrl: emulator.url });
  const farEnd = (): FarEnd => {
    const work = () => emulator.requests.filter(({ isWork }) => isWork);
    return {
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
  };
  const making = (change: (generate: Generate) => Generate) => (provider: OpenAiProvider) => ({
    ...provider,
    generateImage: change((request, context) => provider.generateImage(request, context)),
  });
  const changed = (change: (made: MadePictures, request: GenerateImageRequest, context?: CallContext) => MadePictures) =>
    making((generate) => async (request, context) => change(await generate(request, context), request, context));

  it.each<[string, string, (provider: OpenAiProvider) => Provider]>([
    ['gives one picture where two are asked for', 'as many pictures', changed((made) => ({ ...made, images: [made.images[0]] }))],
    [
      'gives pictures with another hash',
      'as many pictures',
      changed((made) => ({ ...made, images: [{ ...made.images[0], sha256: '0'.repeat(64) }, ...made.images.slice(1)] })),
    ],
    [
      'makes another size than asked for',
      'as many pictures',
      making(
        (generate) =>
          ({ size, ...request }, context) =>
            generate({ ...request, size: size && { widthPx: 1024, heightPx: 1024 } }, context),
      ),
    ],
    [
      'gives every format as PNG',
      'gives each format',
      making((generate) => (request, context) => generate({ ...request, format: 'png' }, context)),
    ],
    ['says that it cost nothing', 'says what it cost', changed((made) => ({ ...made, costUsd: 0 }))],
    ['costs more than its estimate', 'says what it cost', changed((made) => ({ ...made, costUsd: 100 }))],
    [
      'leaves out what it cannot do',
      'every parameter that it does not declare',
      making(
        (generate) =>
          ({ seed, ...request }, context) =>
            generate(request, context),
      ),
    ],
    [
      'sends what it refuses',
      'values that it does not declare',
      making((generate) => async (request, context) => {
        const made = await generate({ prompt: 'a car', quality: 'low' });
        return await generate(request, context).then(() => made);
      }),
    ],
    [
      'takes a model for another',
      'refuses a model',
      making(
        (generate) =>
          ({ model, ...request }, context) =>
            generate(request, context),
      ),
    ],
    [
      'leaves the far end working when it is cancelled',
      'ABORTED when it is cancelled on the way',
      making((generate) => async (request, context) => {
        const { signal, ...rest } = context ?? {};
        const gone = Promise.withResolvers<never>();
        signal?.addEventListener('abort', () => gone.reject(signal.reason));
        return await Promise.race([generate(request, rest), gone.promise]);
      }),
    ],
    [
      'mistakes a deadline for a cancellation',
      'DEADLINE_EXCEEDED',
      making((generate) => (request, context) => generate(request, plainly(context))),
    ],
    [
      'ends its progress early',
      'generateImage: tells progress',
      making(
        (generate) =>
          (request, { onProgress, ...rest } = {}) =>
            generate(request, rest),
      ),
    ],
  ])('finds a provider that %s', async (_title, promise, breakIt) => {
    const created: Provider[] = [];
    const checks = providerConformance({
      photo: redCarPhoto(),
      operations: ['generateImage'],
      farEnd: farEnd(),
      create: () => {
        const provider = real();
        created.push(provider);
        return breakIt(provider);
      },
    });
    const check = checks.find(({ title }) => title.includes(promise));
    await expect(check?.run()).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('breaks a promise') });
    for (const provider of created) await provider.close();
  });
});

/** The same context, with a signal that forgets why it fired. */
function plainly(context: CallContext | undefined): CallContext {
  const controller = new AbortController();
  context?.signal?.addEventListener('abort', () => controller.abort());
  return { ...context, signal: controller.signal };
}
