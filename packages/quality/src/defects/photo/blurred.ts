import { everywhere } from '../../scene/frame.ts';
import type { CutoutView } from '../../scene/cutout-view.ts';
import type { PhotoView } from '../../scene/photo-view.ts';
import { boxMeanAlong } from '../../raster/smooth.ts';
import { type PhotoDetector, ramp } from '../detector.ts';

/**
 * Out of focus: how much of the variation between neighbouring pixels survives blurring the photo once more. A sharp photo
 * loses most of it, a blurred one has little to lose. Judged on the car where it is known, since a soft background is welcome.
 *
 * Source: Crété, Dolmiere, Ladret and Nicolas, "The Blur Effect: Perception and Estimation with a New No-Reference
 * Perceptual Blur Metric", SPIE 6492 (2007). 0 is sharp, 1 is blurred; the larger of both directions counts.
 */
export const blurred: PhotoDetector<'BLURRED'> = {
  code: 'BLURRED',
  aspect: 'photo',
  measure: { name: 'blur (Crété)', unit: 'of 1' },
  suggestion: 'The photo is out of focus; tap on the car, hold still and take it again.',
  action: 'retake_photo',
  detect: (photo, cutout) => {
    const { across, down } = blurOf(photo, cutout);
    const blur = Math.max(across, down);
    return { value: blur, findings: [{ place: placeOf(photo, cutout), loss: 0.6 * ramp(blur, 0.5, 0.75), confidence: 0.8 }] };
  },
};

/** Moved: far more blur in one direction than across it. */
export const motionBlurred: PhotoDetector<'MOTION_BLURRED'> = {
  code: 'MOTION_BLURRED',
  aspect: 'photo',
  measure: { name: 'blur in one direction over the other', unit: 'of 1' },
  suggestion: 'The camera or the car moved; hold still, or use more light, and take it again.',
  action: 'retake_photo',
  detect: (photo, cutout) => {
    const { across, down } = blurOf(photo, cutout);
    const value = Math.abs(across - down);
    return { value, findings: [{ place: placeOf(photo, cutout), loss: 0.5 * ramp(value, 0.15, 0.35), confidence: 0.7 }] };
  },
};

function placeOf(photo: PhotoView, cutout: CutoutView | undefined) {
  return cutout && cutout.areaPx > 0 ? cutout.subject() : everywhere(photo.frame);
}

function blurOf(photo: PhotoView, cutout: CutoutView | undefined): { across: number; down: number } {
  const { widthPx, heightPx } = photo.frame.grid;
  const mask = cutout && cutout.areaPx > 0 ? cutout.mask : undefined;
  const luma = photo.luma();
  return { across: directional(luma, mask, widthPx, heightPx, 1), down: directional(luma, mask, widthPx, heightPx, widthPx) };
}

function directional(luma: Float32Array, mask: Uint8Array | undefined, widthPx: number, heightPx: number, stride: number): number {
  const again = boxMeanAlong(luma, widthPx, heightPx, stride === 1 ? 'rows' : 'columns', 4);
  let before = 0;
  let lost = 0;
  for (let at = stride; at < luma.length; at++) {
    if (mask && mask[at] !== 1) continue;
    if (stride === 1 && at % widthPx === 0) continue;
    const sharp = Math.abs((luma[at] ?? 0) - (luma[at - stride] ?? 0));
    const soft = Math.abs((again[at] ?? 0) - (again[at - stride] ?? 0));
    before += sharp;
    lost += Math.max(0, sharp - soft);
  }
  return before > 0 ? 1 - lost / before : 1;
}
