import { ForecourtError } from '@forecourt/errors';
import type { Offer } from '../../contract/index.ts';
import { applyOperations, decodeImage, encodeImage, type ImageInput, readImageInput } from '../../imaging/index.ts';
import { sizeFits } from '../check-request.ts';

/** A picture as it is sent: upright, sRGB, without a camera's notes on place and owner. */
export interface SentPicture {
  readonly bytes: Uint8Array;
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly widthPx: number;
  readonly heightPx: number;
  /** Whether what was given was larger. */
  readonly isScaled: boolean;
}

/** Larger inputs are scaled down: models see no more of them, and their price is bounded so. */
const longestSidePx = 2048;

/** @throws what `readImageInput` and `decodeImage` throw */
export async function pictureToSend(image: ImageInput, { limits }: Offer, signal: AbortSignal): Promise<SentPicture> {
  const bytes = await readImageInput(image, { signal, limits: limits.bytes === undefined ? {} : { bytes: limits.bytes } });
  const { pixels } = await decodeImage(bytes, { signal, ...(limits.pixels !== undefined && { limits: { pixels: limits.pixels } }) });
  const scaled = await applyOperations(pixels, [{ operation: 'resize', widthPx: longestSidePx, heightPx: longestSidePx }], { signal });
  const isPng = scaled.channels === 4;
  return {
    bytes: await encodeImage(scaled, isPng ? { format: 'png' } : { format: 'jpeg', quality: 95 }, { signal }),
    mediaType: isPng ? 'image/png' : 'image/jpeg',
    widthPx: scaled.widthPx,
    heightPx: scaled.heightPx,
    isScaled: scaled.widthPx !== pixels.widthPx,
  };
}

/** Rounding to whole pixels is no other shape. */
const aspectTolerance = 0.01;

/** A mask as PNG with alpha, of the size at which its picture is sent. @throws INVALID_INPUT, ASPECT_MISMATCH, and as {@link pictureToSend} */
export async function maskToSend(mask: ImageInput, picture: SentPicture, signal: AbortSignal): Promise<Uint8Array> {
  const { pixels } = await decodeImage(await readImageInput(mask, { signal }), { signal });
  if (pixels.channels !== 4) {
    throw new ForecourtError('INVALID_INPUT', 'A mask is a picture with alpha: what is transparent in it may be changed.');
  }
  const { widthPx, heightPx } = picture;
  if (Math.abs(Math.log((pixels.widthPx * heightPx) / (pixels.heightPx * widthPx))) > aspectTolerance) {
    throw new ForecourtError('ASPECT_MISMATCH', 'The mask has other proportions than its picture.', {
      hint: 'Give a mask of the size of the first picture.',
    });
  }
  const fitted = await applyOperations(pixels, [{ operation: 'resize', widthPx, heightPx, fit: 'stretch', enlarge: true }], { signal });
  return encodeImage(fitted, { format: 'png', background: 'transparent' }, { signal });
}

/** Pixels of a result where nobody says a size: those of the usual 1536 × 1024. */
const usualPixels = 1536 * 1024;

/** The size of a result that has the proportions of its picture, as nearly as the model can; undefined where it has no sizes. */
export function sizeLike({ widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }, offer: Offer) {
  const { sizes } = offer;
  if (sizes === undefined || sizes.kind === 'as-input') return undefined;
  const aspect = widthPx / heightPx;
  const distance = (size: { widthPx: number; heightPx: number }) => Math.abs(Math.log(size.widthPx / size.heightPx / aspect));
  if (sizes.kind === 'list') return sizes.list.reduce((best, size) => (distance(size) < distance(best) ? size : best));
  const within = Math.min(Math.max(aspect, 1 / (sizes.mostAspect ?? 8)), sizes.mostAspect ?? 8);
  const step = (side: number) => Math.round(side / sizes.multipleOf) * sizes.multipleOf;
  const whole = { widthPx: step(Math.sqrt(usualPixels * within)), heightPx: step(Math.sqrt(usualPixels / within)) };
  return sizeFits(offer, whole) ? whole : { widthPx: 1536, heightPx: 1024 };
}
