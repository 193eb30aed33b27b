import { ForecourtError } from '@forecourt/errors';
import type { Pixels, RgbaPixels, RgbPixels } from './pixels.ts';

/** A picture whose shorter side is below this shows no car that could be judged. */
const leastSidePx = 32;
/** Cutouts come back scaled and rounded to whole pixels; a ratio that differs by more than 2 % is another picture. */
const aspectTolerance = 0.02;

/** Throws `INVALID_INPUT` if the buffer does not fit the size, `TOO_SMALL` if a side is below 32 pixels. */
export function checkPicture(what: 'photo' | 'cutout', picture: RgbPixels | RgbaPixels): void {
  const { data, widthPx, heightPx, channels } = picture;
  const expected = what === 'photo' ? 3 : 4;
  if (channels !== expected || data.length !== widthPx * heightPx * channels) {
    throw new ForecourtError('INVALID_INPUT', `The ${what}'s pixels do not fit its size.`, {
      details: { widthPx, heightPx, channels, expectedChannels: expected, bytes: data.length },
    });
  }
  if (Math.min(widthPx, heightPx) < leastSidePx) {
    throw new ForecourtError('TOO_SMALL', `The ${what} has ${widthPx} × ${heightPx} pixels; both sides need at least ${leastSidePx}.`, {
      details: { widthPx, heightPx, leastSidePx },
    });
  }
}

/** Throws `ASPECT_MISMATCH` unless both have the same aspect ratio, within what rounding to whole pixels does. */
export function checkAspect(photo: Pixels, cutout: Pixels): void {
  const ratio = (photo.widthPx * cutout.heightPx) / (photo.heightPx * cutout.widthPx);
  if (Math.abs(Math.log(ratio)) <= aspectTolerance) return;
  throw new ForecourtError(
    'ASPECT_MISMATCH',
    `The cutout has ${cutout.widthPx} × ${cutout.heightPx} pixels and the photo ${photo.widthPx} × ${photo.heightPx}: they are not the same picture.`,
  );
}
