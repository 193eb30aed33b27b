import { ForecourtError } from '@forecourt/errors';
import { type Assessed, assembleDefects, assembleMeasurements, comparisonReadings, cutoutReadings, photoReadings } from './defects/run.ts';
import { type AssessOptions, assessOptionsSchema } from './options.ts';
import type { Pixels, RgbaPixels, RgbPixels } from './pixels.ts';
import { blockFor, type Grid } from './raster/resample.ts';
import { algorithmVersion, aspectSchema, type PhotoReport, type Report, schemaVersion } from './report.ts';
import { type CutoutView, viewCutout } from './scene/cutout-view.ts';
import { createFrame, type Frame, toBox } from './scene/frame.ts';
import { layOver, type Overlay } from './scene/overlay.ts';
import { viewPhoto } from './scene/photo-view.ts';
import { confidenceOf } from './verdict/confidence.ts';
import { judge } from './verdict/judge.ts';
import { aspectScore, scoreOf } from './verdict/score.ts';

/** A picture whose shorter side is below this shows no car that could be judged. */
const leastSidePx = 32;
/** Cutouts come back scaled and rounded to whole pixels; a ratio that differs by more than 2 % is another picture. */
const aspectTolerance = 0.02;

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
export function assessCutout(pictures: { readonly photo?: RgbPixels | undefined; readonly cutout: RgbaPixels }, options: AssessOptions = {}): Report {
  const { thresholds, workingPixels } = assessOptionsSchema.parse(options);
  const { photo, cutout } = pictures;
  checkPicture('cutout', cutout, 4);
  if (photo) {
    checkPicture('photo', photo, 3);
    checkAspect(photo, cutout);
  }
  const full = photo ?? cutout;
  const frame = createFrame(gridOf(cutout, workingPixels), full.widthPx, full.heightPx);
  const cutoutView = viewCutout(cutout, frame);
  const photoView = photo && viewPhoto(photo, frame);
  const overlay = photoView && layOver(cutoutView, photoView);
  const assessed = [...cutoutReadings(cutoutView), ...comparisonReadings(overlay, cutoutView), ...photoReadings(photoView, cutoutView)];
  const summary = summarise(assessed, frame, confidenceOf(overlay), thresholds);
  const aspects = Object.fromEntries(aspectSchema.options.map((aspect) => [aspect, aspectScore(aspect, summary.losses)]));
  return { kind: 'cutout', ...summary.fields, aspects: { ...noAspects, ...aspects }, subject: subjectOf(cutoutView) };
}

/**
 * Scores a photo on its own, before anybody spends time on cutting it out: sharpness, exposure, noise, contrast, resolution.
 * Throws as {@link assessCutout} does.
 *
 * @example
 * assessPhoto({ photo }).defects[0]?.suggestion; // 'The photo is out of focus; tap on the car, hold still and take it again.'
 */
export function assessPhoto({ photo }: { readonly photo: RgbPixels }, options: AssessOptions = {}): PhotoReport {
  const { thresholds, workingPixels } = assessOptionsSchema.parse(options);
  checkPicture('photo', photo, 3);
  const frame = createFrame(gridOf(photo, workingPixels), photo.widthPx, photo.heightPx);
  const assessed = photoReadings(viewPhoto(photo, frame), undefined);
  return { kind: 'photo', ...summarise(assessed, frame, 0.8, thresholds).fields };
}

const noAspects = { edges: null, colour: null, completeness: null, cleanliness: null, alpha: null, photo: null };

function summarise(assessed: readonly Assessed[], frame: Frame, confidence: number, thresholds: Parameters<typeof judge>[1]) {
  const losses = assessed.flatMap(({ detector, loss }) => (loss === undefined ? [] : [{ aspect: detector.aspect, loss }]));
  const judged = { score: scoreOf(losses.map(({ loss }) => loss)), confidence, defects: assembleDefects(assessed, frame) };
  return {
    losses,
    fields: {
      schemaVersion,
      algorithmVersion,
      widthPx: frame.fullWidthPx,
      heightPx: frame.fullHeightPx,
      ...judged,
      verdict: judge(judged, thresholds).verdict,
      measurements: assembleMeasurements(assessed),
      notExamined: assessed.filter(({ reading }) => reading === undefined).map(({ detector }) => detector.code),
    },
  };
}

function subjectOf(cutout: CutoutView): Report['subject'] {
  if (cutout.areaPx === 0) return null;
  return { box: toBox(cutout.frame, cutout.subject()), areaFraction: cutout.areaPx / cutout.mask.length };
}

function gridOf({ widthPx, heightPx }: Pixels, workingPixels: number): Grid {
  const blockPx = blockFor(widthPx, heightPx, workingPixels);
  return { widthPx: Math.ceil(widthPx / blockPx), heightPx: Math.ceil(heightPx / blockPx), cellPx: { x: blockPx, y: blockPx } };
}

function checkPicture(what: string, { data, widthPx, heightPx, channels }: Pixels, expected: 3 | 4): void {
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

function checkAspect(photo: Pixels, cutout: Pixels): void {
  const ratio = (photo.widthPx * cutout.heightPx) / (photo.heightPx * cutout.widthPx);
  if (Math.abs(Math.log(ratio)) <= aspectTolerance) return;
  throw new ForecourtError(
    'ASPECT_MISMATCH',
    `The cutout has ${cutout.widthPx} × ${cutout.heightPx} pixels and the photo ${photo.widthPx} × ${photo.heightPx}: they are not the same picture.`,
  );
}
