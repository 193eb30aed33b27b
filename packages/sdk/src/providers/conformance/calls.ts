import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import type { Offer, Operation } from '../../contract/index.ts';
import { isRetired, sizeFits } from '../check-request.ts';
import type { Analysis, CallContext, EditImageRequest, MadePictures, Provider } from '../provider.ts';

type RemoveBackground = NonNullable<Provider['removeBackground']>;

export async function cutoutOf(
  provider: Provider,
  photo: Uint8Array,
  options: Omit<Parameters<RemoveBackground>[0], 'image'> = {},
  context: Parameters<RemoveBackground>[1] = {},
): ReturnType<RemoveBackground> {
  if (!provider.removeBackground) throw unsupported(provider, 'removeBackground');
  return await provider.removeBackground({ image: photo, ...options }, context);
}

export type PictureOperation = 'generateImage' | 'editImage';

/** A request for pictures, by either operation: `images` and `mask` are for edits. */
export type PicturesAsked = Omit<EditImageRequest, 'images' | 'prompt'> & {
  readonly prompt?: string;
  readonly images?: EditImageRequest['images'];
};

/** Makes pictures of a red car, the cheapest that there are unless something else is asked for. */
export async function picturesOf(
  provider: Provider,
  operation: PictureOperation,
  photo: Uint8Array,
  { prompt = 'a red car on a road', images = [photo], mask, ...asked }: PicturesAsked = {},
  context: CallContext = {},
): Promise<MadePictures> {
  if (operation === 'editImage') {
    if (!provider.editImage) throw unsupported(provider, operation);
    return await provider.editImage({ prompt, images, ...(mask !== undefined && { mask }), ...asked }, context);
  }
  if (!provider.generateImage) throw unsupported(provider, operation);
  return await provider.generateImage({ prompt, ...asked }, context);
}

export const carSchema = z.object({ isCar: z.boolean(), colour: z.string() });

export async function analysisOf(
  provider: Provider,
  photo: Uint8Array,
  asked: {
    readonly model?: string;
    readonly images?: EditImageRequest['images'];
    readonly prompt?: string;
    readonly schema?: z.ZodType;
  } = {},
  context: CallContext = {},
): Promise<Analysis> {
  if (!provider.analyzeImage) throw unsupported(provider, 'analyzeImage');
  const { images = [photo], prompt = 'Is it a car, and of what colour?', schema = carSchema, model } = asked;
  return await provider.analyzeImage({ images, prompt, schema, model }, context);
}

/** The offer that is meant where no model is named, and the smallest size that it makes, where it makes several. */
export async function usualOffer(
  provider: Provider,
  operation: Operation,
): Promise<{ offer: Offer; cheap: Pick<PicturesAsked, 'size' | 'quality'> }> {
  const { offers } = await provider.abilities();
  const offer = offers.find((one) => one.operation === operation && !isRetired(one));
  if (!offer) throw unsupported(provider, operation);
  const size = offer.parameters.includes('size') ? smallestSize(offer) : undefined;
  const [quality] = offer.qualities;
  return { offer, cheap: { ...(size && { size }), ...(quality !== undefined && offer.parameters.includes('quality') && { quality }) } };
}

export function smallestSize(offer: Offer): { widthPx: number; heightPx: number } | undefined {
  const { sizes } = offer;
  if (sizes?.kind === 'list') {
    return sizes.list.reduce((least, size) => (size.widthPx * size.heightPx < least.widthPx * least.heightPx ? size : least));
  }
  if (sizes?.kind !== 'range') return undefined;
  for (let side = Math.ceil(sizes.leastPx / sizes.multipleOf) * sizes.multipleOf; side <= sizes.mostPx; side += sizes.multipleOf) {
    if (sizeFits(offer, { widthPx: side, heightPx: side })) return { widthPx: side, heightPx: side };
  }
  return undefined;
}

function unsupported({ name }: Provider, operation: Operation): ForecourtError {
  return new ForecourtError('OPERATION_UNSUPPORTED', `${name} does not offer ${operation}.`);
}
