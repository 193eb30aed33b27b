import { examineCutout, examinePhoto } from './examine.ts';
import type { AssessOptions } from './options.ts';
import type { RgbaPixels, RgbPixels } from './pixels.ts';
import type { PhotoReport, Report } from './report.ts';

/**
 * Scores a cutout, against its photo where that is given: without it, nothing can be said about edges that lie beside the
 * car, parts that are missing and background that was kept.
 *
 * The photo may have another size than the cutout, not another aspect ratio (`ASPECT_MISMATCH`). Sides below 32 pixels are
 * `TOO_SMALL`, a buffer that does not fit its size is `INVALID_INPUT`. Takes about 0.2 s for 12 megapixels.
 *
 * @example
 * const report = assessCutout({ photo, cutout });
 * report.verdict; // 'review'
 * report.defects[0]; // { code: 'RESIDUE', severity: 'major', box: {…}, suggestion: '…', action: 'touch_up_mask', … }
 */
export function assessCutout(
  pictures: { readonly photo?: RgbPixels | undefined; readonly cutout: RgbaPixels },
  options: AssessOptions = {},
): Report {
  return examineCutout(pictures, options).report;
}

/**
 * Scores a photo on its own, before anybody spends time on cutting it out: sharpness, exposure, noise, contrast, resolution.
 * Throws as {@link assessCutout} does.
 *
 * @example
 * assessPhoto({ photo }).defects[0]?.suggestion; // 'The photo is out of focus; tap on the car, hold still and take it again.'
 */
export function assessPhoto(pictures: { readonly photo: RgbPixels }, options: AssessOptions = {}): PhotoReport {
  return examinePhoto(pictures, options);
}
