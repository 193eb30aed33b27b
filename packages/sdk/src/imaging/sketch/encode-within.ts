import { ForecourtError } from '@forecourt/errors';
import { onWhite } from '../on-white.ts';
import type { Picture } from '../operations/operation.ts';
import type { SketchFormat, Studio } from './studio.ts';

/** Best first. Lines suffer most from JPEG, so it comes last. */
const ways: readonly { readonly format: SketchFormat; readonly quality: number }[] = [
  { format: 'png', quality: 100 },
  { format: 'webp', quality: 92 },
  { format: 'webp', quality: 78 },
  { format: 'jpeg', quality: 92 },
  { format: 'jpeg', quality: 78 },
  { format: 'jpeg', quality: 60 },
];

export interface EncodedSketch {
  readonly bytes: Uint8Array;
  readonly format: SketchFormat;
  readonly mediaType: string;
  readonly isLossy: boolean;
}

/**
 * Writes a picture in the best way that a model takes and that stays within its limit on bytes.
 *
 * @throws ForecourtError `OPERATION_UNSUPPORTED` for a model that takes no pictures, `FILE_TOO_LARGE`
 */
export async function encodeWithin(
  picture: Picture,
  { inputTypes, limits }: { readonly inputTypes: readonly string[]; readonly limits: { readonly bytes?: number | undefined } },
  encode: Studio<never, never>['encode'],
  signal: AbortSignal | undefined,
): Promise<EncodedSketch> {
  const taken = ways.filter(({ format }) => inputTypes.some((type) => type === `image/${format}` || type === 'image/*'));
  if (taken.length === 0) {
    throw new ForecourtError('OPERATION_UNSUPPORTED', 'This model takes no pictures that could be written here.', {
      hint: 'Choose a model that edits pictures.',
      details: { inputTypes },
    });
  }
  let smallest = Number.POSITIVE_INFINITY;
  for (const { format, quality } of taken) {
    const bytes = await encode(format === 'jpeg' ? onWhite(picture) : picture, format, quality, signal);
    if (limits.bytes === undefined || bytes.length <= limits.bytes) {
      return { bytes, format, mediaType: `image/${format}`, isLossy: format !== 'png' };
    }
    smallest = Math.min(smallest, bytes.length);
  }
  throw new ForecourtError(
    'FILE_TOO_LARGE',
    `Even at its smallest this sketch has ${smallest} bytes, and the model takes ${limits.bytes}.`,
    {
      hint: 'Ask for a smaller size.',
      details: { bytes: smallest, limitBytes: limits.bytes },
    },
  );
}
