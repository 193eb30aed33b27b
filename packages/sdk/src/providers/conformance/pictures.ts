import type { Offer, Parameter } from '../../contract/index.ts';
import { decodeImage, inspectImage } from '../../imaging/index.ts';
import { isRetired } from '../check-request.ts';
import { estimate } from '../price.ts';
import type { MadePictures, Provider } from '../provider.ts';
import { type PictureOperation, type PicturesAsked, picturesOf, smallestSize, usualOffer } from './calls.ts';
import { type Checks, expect, rejects, sha256 } from './expect.ts';
import { type FarEnd, sendsNothing } from './far-end.ts';
import { callChecks } from './wire.ts';

/** What every provider promises that makes pictures, from words or from pictures. */
export function pictureChecks(operation: PictureOperation, photo: Uint8Array, farEnd: FarEnd | undefined): Checks {
  const make = async (provider: Provider, asked: PicturesAsked = {}, context = {}) => {
    const { cheap } = await usualOffer(provider, operation);
    return picturesOf(provider, operation, photo, { ...cheap, ...asked }, context);
  };
  const refuses = (provider: Provider, code: string, asked: PicturesAsked) =>
    sendsNothing(farEnd, () => rejects(picturesOf(provider, operation, photo, asked), code));

  return {
    [`${operation}: gives as many pictures as are asked for, whole, of their size, with their hashes`]: async (provider) => {
      const { offer, cheap } = await usualOffer(provider, operation);
      const count = Math.min(2, offer.limits.count ?? 1);
      const made = await make(provider, { count });
      expect(made.images.length === count, `${count} pictures are given`);
      await checkPictures(made, cheap.size);
      expect(made.provider === provider.name && made.model === offer.model, 'the result names its provider and its model');
    },
    [`${operation}: gives each format that it declares`]: async (provider) => {
      const { offer } = await usualOffer(provider, operation);
      for (const format of ['png', 'webp', 'jpeg'] as const) {
        if (!offer.outputFormats.includes(format)) continue;
        const { images } = await make(provider, { format });
        expect(
          images.every(({ bytes, format: said }) => inspectImage(bytes).type === format && said === format),
          `${format} is ${format} by its content`,
        );
      }
    },
    [`${operation}: says what it cost, which is something unless its price is nothing, and no more than was estimated`]: async (
      provider,
    ) => {
      const { offer, cheap } = await usualOffer(provider, operation);
      const { costUsd } = await make(provider);
      const asked = { prompt: 'a red car on a road', ...cheap, ...(operation === 'editImage' && { images: [photo] }) };
      const estimated = estimate(offer, asked);
      expect(estimated !== null, 'its price is known');
      expect(costUsd > 0 || estimated?.most === 0, 'the cost is not 0 by accident');
      expect(costUsd * 1e6 <= (estimated?.most ?? 0), 'the cost is no more than the estimate');
    },
    [`${operation}: refuses every parameter that it does not declare, and sends nothing`]: async (provider) => {
      const { offer } = await usualOffer(provider, operation);
      for (const [parameter, asked] of undeclared(operation, offer, photo)) {
        expect(!offer.parameters.includes(parameter), `${parameter} is not declared`);
        await refuses(provider, 'PARAMETER_UNSUPPORTED', asked);
      }
    },
    [`${operation}: refuses values that it does not declare, and sends nothing`]: async (provider) => {
      const { offer } = await usualOffer(provider, operation);
      for (const asked of outside(offer)) await refuses(provider, 'PARAMETER_UNSUPPORTED', asked);
      await refuses(provider, 'INVALID_INPUT', { prompt: ' ' });
    },
    [`${operation}: refuses a model that it does not know or that is no more, and sends nothing`]: async (provider) => {
      const { offers } = await provider.abilities();
      await refuses(provider, 'MODEL_UNKNOWN', { model: 'none-such' });
      for (const offer of offers) {
        if (offer.operation === operation && isRetired(offer)) await refuses(provider, 'MODEL_RETIRED', { model: offer.model });
      }
    },
    [`${operation}: gives each of several calls at once its own result`]: async (provider) => {
      const { offer } = await usualOffer(provider, operation);
      const formats = (['png', 'webp', 'jpeg'] as const).filter((format) => offer.outputFormats.includes(format));
      const made = await Promise.all(formats.map((format) => make(provider, { format })));
      expect(
        made.every(({ images }, index) => images.every(({ bytes }) => inspectImage(bytes).type === formats[index])),
        'each has the format that was asked for',
      );
    },
    ...callChecks(operation, (provider, context) => make(provider, {}, context), farEnd),
    ...(operation === 'editImage' && inputChecks(photo, make, refuses)),
  };
}

function inputChecks(
  photo: Uint8Array,
  make: (provider: Provider, asked?: PicturesAsked) => Promise<MadePictures>,
  refuses: (provider: Provider, code: string, asked: PicturesAsked) => Promise<void>,
): Checks {
  return {
    'editImage: reads what is given as a Blob or a stream': async (provider) => {
      for (const image of [new Blob([new Uint8Array(photo)]), new Blob([new Uint8Array(photo)]).stream()]) {
        expect((await make(provider, { images: [image] })).images.length === 1, 'a picture is made');
      }
    },
    'editImage: refuses what is no picture, sends nothing, and works afterwards': async (provider) => {
      await refuses(provider, 'EMPTY_FILE', { images: [new Uint8Array(0)] });
      await refuses(provider, 'UNSUPPORTED_TYPE', { images: [new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')] });
      await make(provider);
    },
    'editImage: leaves the caller’s bytes as they are': async (provider) => {
      const before = sha256(photo);
      await make(provider);
      expect(photo.byteLength > 0 && sha256(photo) === before, 'the photo’s bytes are unchanged');
    },
  };
}

async function checkPictures({ images }: MadePictures, size: PicturesAsked['size']): Promise<void> {
  for (const { bytes, sha256: hash, widthPx, heightPx, format } of images) {
    const { info } = await decodeImage(bytes);
    expect(sha256(bytes) === hash, 'the hash is that of the bytes');
    expect(info.type === format && format === 'png', 'the format is PNG where none is asked for');
    expect(info.widthPx === widthPx && info.heightPx === heightPx, 'the size that it says is that of the picture');
    expect(!size || (widthPx === size.widthPx && heightPx === size.heightPx), 'the size is the one that was asked for');
  }
}

function* undeclared(operation: PictureOperation, offer: Offer, photo: Uint8Array): Iterable<readonly [Parameter, PicturesAsked]> {
  const wishes: readonly (readonly [Parameter, PicturesAsked])[] = [
    ['negativePrompt', { negativePrompt: 'people' }],
    ['strength', { strength: 0.5 }],
    ['steps', { steps: 20 }],
    ['guidance', { guidance: 7 }],
    ['seed', { seed: 7 }],
    ['size', { size: { widthPx: 1024, heightPx: 1024 } }],
    ['quality', { quality: 'high' }],
    ['transparent', { transparent: true }],
  ];
  for (const wish of wishes) if (!offer.parameters.includes(wish[0])) yield wish;
  if (operation === 'editImage' && !offer.parameters.includes('mask')) yield ['mask', { mask: photo }];
}

function* outside(offer: Offer): Iterable<PicturesAsked> {
  const { limits, parameters, outputFormats, ranges } = offer;
  if (limits.count !== undefined && limits.count < 10) yield { count: limits.count + 1 };
  if (limits.promptCharacters !== undefined && limits.promptCharacters < 32_000) yield { prompt: 'x'.repeat(limits.promptCharacters + 1) };
  if (parameters.includes('quality')) yield { quality: 'none-such' };
  const size = parameters.includes('size') ? smallestSize(offer) : undefined;
  if (size) yield { size: { ...size, widthPx: size.widthPx + 1 } };
  for (const name of ['strength', 'steps', 'guidance'] as const) {
    const range = ranges[name];
    const widest = { strength: 1, steps: 500, guidance: 50 }[name];
    if (range && parameters.includes(name) && range.most < widest) yield { [name]: widest };
  }
  for (const format of ['png', 'webp', 'jpeg'] as const) if (!outputFormats.includes(format)) yield { format };
}
