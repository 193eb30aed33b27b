import { decodeImage } from '../decode/open.ts';
import { encodeImage } from '../encode/encode.ts';
import { isPixels, pictureOf } from '../files/image-data.ts';
import { type ImageInput, type ReadInputOptions, readImageInput } from '../files/read.ts';
import { applyOperations } from '../operations/apply.ts';
import type { Picture } from '../operations/operation.ts';
import { createPrepareSketch } from './prepare.ts';
import type { Studio } from './studio.ts';

const studio: Studio<ImageInput | Picture, ReadInputOptions> = {
  async decode(input, { limits, signal, fetch }) {
    if (isPixels(input)) return { pixels: pictureOf(input), warnings: [] };
    return decodeImage(await readImageInput(input, { limits, signal, fetch }), { limits, signal });
  },
  encode: (picture, format, quality, signal) =>
    encodeImage(picture, format === 'png' ? { format, effort: 6 } : { format, quality }, { signal }),
  apply: applyOperations,
};

/**
 * Makes of a sketch what a model takes: cleaned by a preset, its text kept or covered, in a size, type and number of bytes of the model's own, with
 * its proportions kept by padding, which `restore` cuts off what comes back.
 *
 * @param input A path, a URL, bytes, a Blob, a stream, the `ImageData` of a canvas, or a decoded picture.
 * @throws ForecourtError what reading and decoding throw; `UNKNOWN_SETTING`, `INVALID_INPUT`; `OPERATION_UNSUPPORTED` for a model that takes no
 *   pictures; `FILE_TOO_LARGE` where it cannot be made small enough
 * @example
 * const sketch = await prepareSketch('sketch.jpg', { for: offer, preset: 'lines' });
 * const { images } = await provider.editImage({ prompt: 'A red estate car', images: [sketch.bytes] });
 * const { pixels } = await decodeImage(images[0].bytes);
 * const picture = sketch.restore(pixels);
 */
export const prepareSketch = createPrepareSketch(studio);
