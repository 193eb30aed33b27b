import { installTinyModel, redCarPhoto, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerConformance } from './conformance.ts';
import { createLocalProvider } from './local/index.ts';
import type { Cutout, Provider, RemoveBackgroundRequest } from './provider.ts';

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
