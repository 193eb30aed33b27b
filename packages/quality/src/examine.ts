import { checkAspect, checkPicture } from './check-pictures.ts';
import { type Assessed, assembleDefects, assembleMeasurements, comparisonReadings, cutoutReadings, photoReadings } from './defects/run.ts';
import { type AssessOptions, assessOptionsSchema } from './options.ts';
import type { Pixels, RgbaPixels, RgbPixels } from './pixels.ts';
import { blockFor, type Grid } from './raster/resample.ts';
import { type Aspect, algorithmVersion, type PhotoReport, type Report, schemaVersion } from './report.ts';
import { type CutoutView, viewCutout } from './scene/cutout-view.ts';
import { createFrame, type Frame, toBox } from './scene/frame.ts';
import { layOver, type Overlay } from './scene/overlay.ts';
import { viewPhoto } from './scene/photo-view.ts';
import { confidenceOf, confidenceWithoutPhoto, photoConfidence } from './verdict/confidence.ts';
import { judge } from './verdict/judge.ts';
import { aspectScore, maskScoreOf, scoreOf } from './verdict/score.ts';
import type { ThresholdsInput } from './verdict/thresholds.ts';

/** What one look at a cutout yields: the report, and what it was made from. */
export interface Examination {
  readonly report: Report;
  readonly overlay: Overlay | undefined;
}

/** What {@link assessCutout} does, with the prepared views kept. */
export function examineCutout(
  pictures: { readonly photo?: RgbPixels | undefined; readonly cutout: RgbaPixels },
  options: AssessOptions = {},
): Examination {
  const { thresholds, workingPixels } = assessOptionsSchema.parse(options);
  const { photo, cutout } = pictures;
  checkPicture('cutout', cutout);
  if (photo) {
    checkPicture('photo', photo);
    checkAspect(photo, cutout);
  }
  const full = photo ?? cutout;
  const frame = createFrame(gridOf(cutout, workingPixels), full.widthPx, full.heightPx);
  const view = viewCutout(cutout, frame);
  const photoView = photo && viewPhoto(photo, frame);
  const overlay = photoView && layOver(view, photoView);
  const assessed = [...cutoutReadings(view), ...comparisonReadings(overlay, view), ...photoReadings(photoView, view)];
  const aspects = aspectsOf(lossesOf(assessed));
  const confidence = confidenceIn(assessed, aspects, overlay);
  const report: Report = { kind: 'cutout', ...summarise(assessed, frame, confidence, thresholds), aspects, subject: subjectOf(view) };
  return { report, overlay };
}

/** What {@link assessPhoto} does. */
export function examinePhoto({ photo }: { readonly photo: RgbPixels }, options: AssessOptions = {}): PhotoReport {
  const { thresholds, workingPixels } = assessOptionsSchema.parse(options);
  checkPicture('photo', photo);
  const frame = createFrame(gridOf(photo, workingPixels), photo.widthPx, photo.heightPx);
  const assessed = photoReadings(viewPhoto(photo, frame), undefined);
  return { kind: 'photo', ...summarise(assessed, frame, photoConfidence, thresholds) };
}

function lossesOf(assessed: readonly Assessed[]) {
  return assessed.flatMap(({ detector, loss }) => (loss === undefined ? [] : [{ aspect: detector.aspect, loss }]));
}

function aspectsOf(losses: ReturnType<typeof lossesOf>): Report['aspects'] {
  const of = (aspect: Aspect) => aspectScore(aspect, losses);
  return {
    edges: of('edges'),
    colour: of('colour'),
    completeness: of('completeness'),
    cleanliness: of('cleanliness'),
    alpha: of('alpha'),
    photo: of('photo'),
  };
}

function confidenceIn(assessed: readonly Assessed[], aspects: Report['aspects'], overlay: Overlay | undefined): number {
  // What is wholly spoilt, as an empty cutout, is beyond doubt.
  if (assessed.some(({ loss }) => loss === 1)) return 1;
  return overlay ? confidenceOf(maskScoreOf(aspects), overlay.offset().usableSamples) : confidenceWithoutPhoto;
}

function summarise(assessed: readonly Assessed[], frame: Frame, confidence: number, thresholds: ThresholdsInput) {
  const score = scoreOf(lossesOf(assessed).map(({ loss }) => loss));
  const defects = assembleDefects(assessed, frame);
  return {
    schemaVersion,
    algorithmVersion,
    widthPx: frame.fullWidthPx,
    heightPx: frame.fullHeightPx,
    score,
    verdict: judge({ score, confidence, defects }, thresholds).verdict,
    confidence,
    defects,
    measurements: assembleMeasurements(assessed, frame),
    notExamined: assessed.filter(({ reading }) => reading === undefined).map(({ detector }) => detector.code),
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
