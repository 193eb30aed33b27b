import { checkAspect, checkPicture } from './check-pictures.ts';
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

/** What one look at a cutout yields: the report, and what it was made from. */
export interface Examination {
  readonly report: Report;
  readonly cutout: CutoutView;
  readonly overlay: Overlay | undefined;
}

/** What {@link assessCutout} does, with the prepared views kept. */
export function examineCutout(pictures: { readonly photo?: RgbPixels | undefined; readonly cutout: RgbaPixels }, options: AssessOptions = {}): Examination {
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
  const summary = summarise(assessed, frame, confidenceOf(overlay), thresholds);
  const aspects = Object.fromEntries(aspectSchema.options.map((aspect) => [aspect, aspectScore(aspect, summary.losses)]));
  const report: Report = { kind: 'cutout', ...summary.fields, aspects: { ...noAspects, ...aspects }, subject: subjectOf(view) };
  return { report, cutout: view, overlay };
}

/** What {@link assessPhoto} does. */
export function examinePhoto({ photo }: { readonly photo: RgbPixels }, options: AssessOptions = {}): PhotoReport {
  const { thresholds, workingPixels } = assessOptionsSchema.parse(options);
  checkPicture('photo', photo);
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
