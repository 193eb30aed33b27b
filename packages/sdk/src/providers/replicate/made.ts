import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { type DecodedImage, decodeImage } from '../../imaging/index.ts';
import type { NormalisedPictures } from '../check-request.ts';
import type { MadePicture } from '../provider.ts';
import type { ReplicateClient } from './client.ts';
import { answerInvalid } from './errors.ts';
import { outputsOf, type Prediction, seedOf } from './prediction.ts';

/** No picture that the models make is larger: 64 MP as PNG. */
const mostBytes = 200_000_000;
/** A run that is done is paid: what broke on the way is fetched again so often. */
const mostTries = 3;

/** One thing that a run made: fetched, and decoded to see that it is a picture. */
export interface Fetched {
  readonly bytes: Uint8Array;
  readonly image: DecodedImage;
}

/**
 * Fetches what a run made, and trusts none of it.
 *
 * @throws PROVIDER_ANSWER_INVALID for another number than was asked for, what is no picture, and pictures that are cut short
 */
export async function fetchOutputs(
  client: ReplicateClient,
  prediction: Prediction,
  count: number,
  signal: AbortSignal,
): Promise<readonly Fetched[]> {
  const outputs = outputsOf(prediction);
  if (outputs?.length !== count) {
    const text = `Replicate gave ${outputs?.length ?? 'no'} pictures where ${count} were asked for.`;
    throw answerInvalid(text, { details: { asked: count, given: outputs?.length ?? 0 } });
  }
  return Promise.all(outputs.map((url) => fetchOne(client, url, signal)));
}

async function fetchOne(client: ReplicateClient, url: string, signal: AbortSignal): Promise<Fetched> {
  for (let attempt = 1; ; attempt++) {
    try {
      const bytes = await client.download(url, mostBytes, signal);
      return { bytes, image: await decoded(bytes, signal) };
    } catch (error) {
      if (signal.aborted || attempt >= mostTries || !ForecourtError.is(error) || !error.retryable) throw error;
    }
  }
}

async function decoded(bytes: Uint8Array, signal: AbortSignal): Promise<DecodedImage> {
  try {
    const image = await decodeImage(bytes, { signal, limits: { bytes: mostBytes, minSidePx: 1 } });
    const damage = image.warnings.find(({ code }) => code === 'END_MISSING' || code === 'DATA_DAMAGED');
    if (damage) throw answerInvalid(damage.message);
    return image;
  } catch (error) {
    if (signal.aborted || (ForecourtError.is(error) && error.code === 'DEPENDENCY_MISSING')) throw error;
    throw answerInvalid(`Replicate gave something else than a picture: ${ForecourtError.from(error).message}`, { cause: error });
  }
}

/** Made pictures, after a look at whether they are what was asked for. */
export function madePictures(
  fetched: readonly Fetched[],
  { format, size, seed }: NormalisedPictures,
  prediction: Prediction,
): readonly [MadePicture, ...MadePicture[]] {
  const [first, ...rest] = fetched.map(({ bytes, image: { info } }): MadePicture => {
    const { type, widthPx, heightPx } = info;
    if (type !== format) throw answerInvalid(`Replicate gave ${type} where ${format} was asked for.`, { details: { type, format } });
    if (size && (size.widthPx !== widthPx || size.heightPx !== heightPx)) {
      const text = `Replicate gave ${widthPx} × ${heightPx} px where ${size.widthPx} × ${size.heightPx} px were asked for.`;
      throw answerInvalid(text, { details: { widthPx, heightPx, size } });
    }
    const made = seed ?? (fetched.length === 1 ? seedOf(prediction) : undefined);
    return { bytes, format, widthPx, heightPx, sha256: sha256(bytes), ...(made !== undefined && { seed: made }) };
  });
  if (!first) throw answerInvalid('Replicate gave no picture.');
  return [first, ...rest];
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
