import { everywhere } from '../../scene/frame.ts';
import type { PhotoView } from '../../scene/photo-view.ts';
import { type PhotoDetector, ramp } from '../detector.ts';

interface Tones {
  /** The luma that this share of the pixels does not exceed. */
  percentile(share: number): number;
  shareAbove(luma: number): number;
}

/** The tones of the pixels where `mask` is 1, or of all. */
function tonesOf(photo: PhotoView, mask: Uint8Array | undefined): Tones {
  const luma = photo.luma();
  const histogram = new Float64Array(256);
  let count = 0;
  for (let at = 0; at < luma.length; at++) {
    if (mask && mask[at] !== 1) continue;
    const level = Math.round(luma[at] ?? 0);
    histogram[level] = (histogram[level] ?? 0) + 1;
    count++;
  }
  for (let level = 0; level < 256; level++) histogram[level] = (histogram[level] ?? 0) / Math.max(1, count);
  const shareAbove = (level: number) => histogram.subarray(Math.ceil(level)).reduce((sum, share) => sum + share, 0);
  const percentile = (share: number) => {
    let sum = 0;
    const level = histogram.findIndex((part) => {
      sum += part;
      return sum >= share - 1e-9;
    });
    return level < 0 ? 255 : level;
  };
  return { percentile, shareAbove };
}

/**
 * Too dark: the bright tones are missing. Judged by the 95th percentile of the whole photo, since a black car alone is dark
 * in a photo that is not.
 */
export const underexposed: PhotoDetector<'UNDEREXPOSED'> = {
  code: 'UNDEREXPOSED',
  aspect: 'photo',
  measure: { name: 'brightness that the light tones lack', unit: '%' },
  suggestion: 'The photo is too dark; brighten it, or take it again in better light.',
  action: 'adjust_exposure',
  detect: (photo) => {
    const bright = tonesOf(photo, undefined).percentile(0.95);
    const loss = 0.5 * ramp(bright, 150, 60);
    return { value: 100 * (1 - bright / 255), findings: [{ place: everywhere(photo.frame), loss, confidence: 0.9 }] };
  },
};

/** Too bright: the share of pixels at the top of the scale, where nothing can be brought back; the car's if it is known. */
export const overexposed: PhotoDetector<'OVEREXPOSED'> = {
  code: 'OVEREXPOSED',
  aspect: 'photo',
  measure: { name: 'pixels burnt out', unit: '%' },
  suggestion: 'Bright parts are burnt out; take the photo again with less exposure.',
  action: 'retake_photo',
  detect: (photo, cutout) => {
    const share = tonesOf(photo, cutout?.mask).shareAbove(250);
    const place = cutout ? cutout.subject() : everywhere(photo.frame);
    return { value: 100 * share, findings: [{ place, loss: 0.5 * ramp(share, 0.12, 0.45), confidence: 0.7 }] };
  },
};

/** Grey and flat: the distance between the 2nd and 98th percentile of luma. */
export const lowContrast: PhotoDetector<'LOW_CONTRAST'> = {
  code: 'LOW_CONTRAST',
  aspect: 'photo',
  measure: { name: 'tones that are not used', unit: '%' },
  suggestion: 'The photo is flat and grey; raise its contrast, or clean the lens and take it again.',
  action: 'adjust_exposure',
  detect: (photo) => {
    const tones = tonesOf(photo, undefined);
    const span = tones.percentile(0.98) - tones.percentile(0.02);
    return { value: 100 * (1 - span / 255), findings: [{ place: everywhere(photo.frame), loss: 0.6 * ramp(span, 120, 50), confidence: 0.9 }] };
  },
};
