import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { toImageData } from '../files/image-data.ts';
import type { Picture } from '../operations/operation.ts';
import { contextOf } from './decode.ts';

/**
 * Writes a picture as a file in a browser.
 *
 * @param quality 1 to 100, where the format loses any.
 * @throws ForecourtError `INVALID_INPUT` for a type that this browser does not write; `ABORTED`
 */
export async function encodeInBrowser(
  picture: Picture,
  format: 'png' | 'webp' | 'jpeg',
  quality = 90,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  throwIfAborted(signal);
  const { data, width, height } = toImageData(picture);
  const canvas = new OffscreenCanvas(width, height);
  contextOf(canvas).putImageData(new ImageData(data, width, height), 0, 0);
  const blob = await canvas.convertToBlob({ type: `image/${format}`, quality: quality / 100 });
  throwIfAborted(signal);
  // A browser that does not know a type writes PNG instead.
  if (blob.type !== `image/${format}`) throw new ForecourtError('INVALID_INPUT', `This browser does not write ${format}.`);
  return new Uint8Array(await blob.arrayBuffer());
}
