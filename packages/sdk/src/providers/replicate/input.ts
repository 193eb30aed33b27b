import { ForecourtError } from '@forecourt/errors';
import type { MaskPixels } from '@forecourt/quality';
import { decodeImage, encodeImage, type ImageInput, type ImageLimitsInput, readImageInput } from '../../imaging/index.ts';
import type { NormalisedPictures } from '../check-request.ts';
import type { InputPart, ReplicateModel } from './catalogue.ts';
import type { Runner } from './run.ts';

/** A little beyond what one sees: what is sent is looked at by a machine, and a photo of 12 MP has 5 MB instead of 25. */
export const sentQuality = 95;
/** Replicate asks for files beyond this, since the whole request is kept with the run (replicate.com/docs/topics/predictions/input-files). */
const mostDataUriBytes = 256_000;

/** The fields of a model's input for a request, by what the catalogue says that they are called. */
export function inputFields(
  { input: { fixed, names, format, sizes } }: ReplicateModel,
  parameters: NormalisedPictures,
  pictures: { readonly image?: string | undefined; readonly mask?: string | undefined } = {},
): Record<string, unknown> {
  const { size } = parameters;
  const values: Record<InputPart, unknown> = {
    prompt: parameters.prompt,
    negativePrompt: parameters.negativePrompt,
    count: parameters.count,
    strength: parameters.strength,
    steps: parameters.steps,
    guidance: parameters.guidance,
    seed: parameters.seed,
    image: pictures.image,
    mask: pictures.mask,
    widthPx: size?.widthPx,
    heightPx: size?.heightPx,
  };
  const named = Object.entries(values).flatMap(([part, value]) => {
    const name = names[part as InputPart];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
  const listed = sizes.find((other) => other.widthPx === size?.widthPx && other.heightPx === size?.heightPx);
  const word = format?.words[parameters.format];
  return {
    ...fixed,
    ...(listed?.fields ?? {}),
    ...(format && word !== undefined && { [format.name]: word }),
    ...Object.fromEntries(named),
  };
}

/** Pictures on their way to Replicate; what was uploaded is removed there when the call is over. */
export interface Pictures extends Disposable {
  /** @returns what stands for it in a model's input */
  place(bytes: Uint8Array, type: 'image/png' | 'image/jpeg', signal: AbortSignal): Promise<string>;
}

export function createPictures({ client, inBackground }: Runner): Pictures {
  const uploaded: string[] = [];
  return {
    async place(bytes, type, signal) {
      if (bytes.byteLength <= mostDataUriBytes) return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
      const { id, url } = await client.upload(bytes, type, signal);
      uploaded.push(id);
      return url;
    },
    [Symbol.dispose]() {
      for (const id of uploaded) inBackground((ending) => client.removeFile(id, ending));
    },
  };
}

/** The options that a picture is read with. */
export interface Reading {
  readonly limits: ImageLimitsInput | undefined;
  readonly signal: AbortSignal;
}

/** A picture as it is sent: upright, without camera data and places, as PNG where it is partly transparent. */
export async function toSend(
  image: ImageInput,
  { limits, signal }: Reading,
): Promise<{ bytes: Uint8Array; type: 'image/png' | 'image/jpeg'; widthPx: number; heightPx: number }> {
  const { pixels } = await decodeImage(await readImageInput(image, { limits, signal }), { limits, signal });
  const { widthPx, heightPx } = pixels;
  if (pixels.channels === 4)
    return { bytes: await encodeImage(pixels, { format: 'png' }, { signal }), type: 'image/png', widthPx, heightPx };
  return { bytes: await encodeImage(pixels, { format: 'jpeg', quality: sentQuality }, { signal }), type: 'image/jpeg', widthPx, heightPx };
}

/** A mask as models want it: white where they may paint, which in ours is what is transparent. */
export async function maskToSend(
  mask: ImageInput,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  { limits, signal }: Reading,
): Promise<Uint8Array> {
  const { pixels } = await decodeImage(await readImageInput(mask, { limits, signal }), { limits, signal });
  if (pixels.widthPx !== widthPx || pixels.heightPx !== heightPx || pixels.channels !== 4) {
    const text = `A mask is a picture with transparency, as large as what it masks: ${widthPx} × ${heightPx} px.`;
    throw new ForecourtError('INVALID_INPUT', text, { details: { option: 'mask', widthPx: pixels.widthPx, heightPx: pixels.heightPx } });
  }
  const data = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < data.length; at++) data[at] = 255 - (pixels.data[4 * at + 3] ?? 255);
  return encodeImage({ data, widthPx, heightPx, channels: 1 } satisfies MaskPixels, { format: 'png' }, { signal });
}
