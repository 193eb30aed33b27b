import type { Defect, DefectCode, Measure, Measurement } from '../report.ts';
import type { CutoutView } from '../scene/cutout-view.ts';
import { type Frame, toBox } from '../scene/frame.ts';
import type { Overlay } from '../scene/overlay.ts';
import type { PhotoView } from '../scene/photo-view.ts';
import { severityOf } from '../verdict/score.ts';
import type { ComparisonDetector, CutoutDetector, Finding, PhotoDetector, Reading } from './detector.ts';
import { comparisonDetectors, cutoutDetectors, photoDetectors } from './detectors.ts';

type Detector = CutoutDetector<DefectCode> | ComparisonDetector<DefectCode> | PhotoDetector<DefectCode>;

/** What one detector said; `reading` and `loss` are `undefined` where it had nothing to look at. */
export interface Assessed {
  readonly detector: Detector;
  readonly reading: Reading | undefined;
  readonly loss: number | undefined;
}

/** A finding that costs less than this is a number, not a defect that anybody should be shown. */
const leastShownLoss = 0.04;

export function cutoutReadings(cutout: CutoutView): Assessed[] {
  const usable = isCutout(cutout);
  return Object.values(cutoutDetectors).map((detector) => {
    const applies = usable || detector === cutoutDetectors.EMPTY_CUTOUT || detector === cutoutDetectors.BACKGROUND_NOT_REMOVED;
    return assessed(detector, applies ? detector.detect(cutout) : undefined);
  });
}

export function comparisonReadings(overlay: Overlay | undefined, cutout: CutoutView): Assessed[] {
  const usable = isCutout(cutout);
  return Object.values(comparisonDetectors).map((detector) => assessed(detector, overlay && usable ? detector.detect(overlay) : undefined));
}

export function photoReadings(photo: PhotoView | undefined, cutout: CutoutView | undefined): Assessed[] {
  const subject = cutout && isCutout(cutout) ? cutout : undefined;
  return Object.values(photoDetectors).map((detector) => assessed(detector, photo && detector.detect(photo, subject)));
}

/** An empty picture and one that is opaque all over have no edges, parts or framing to speak of. */
function isCutout(cutout: CutoutView): boolean {
  const gates = [cutoutDetectors.EMPTY_CUTOUT, cutoutDetectors.BACKGROUND_NOT_REMOVED];
  return gates.every((gate) => (lossOf(gate.detect(cutout)) ?? 0) < 1);
}

function assessed(detector: Detector, reading: Reading | undefined): Assessed {
  return { detector, reading, loss: lossOf(reading) };
}

function lossOf(reading: Reading | undefined): number | undefined {
  return reading && Math.max(0, ...reading.findings.map((finding) => finding.loss * finding.confidence));
}

/** The findings worth showing, worst first. */
export function assembleDefects(all: readonly Assessed[], frame: Frame): Defect[] {
  const shown = all.flatMap(({ detector, reading }) =>
    (reading?.findings ?? [])
      .filter((finding) => finding.loss * finding.confidence >= leastShownLoss)
      .map((finding) => ({ weight: finding.loss * finding.confidence, defect: defectOf(detector, finding, reading?.value ?? 0, frame) })),
  );
  return shown.sort((one, other) => other.weight - one.weight).map(({ defect }) => defect);
}

function defectOf(detector: Detector, finding: Finding, value: number, frame: Frame): Defect {
  return {
    code: detector.code,
    aspect: detector.aspect,
    severity: severityOf(finding.loss),
    confidence: round(finding.confidence),
    box: toBox(frame, finding.place),
    measure: measureOf(detector, finding.value ?? value, frame),
    suggestion: finding.suggestion ?? detector.suggestion,
    action: finding.action ?? detector.action,
  };
}

export function assembleMeasurements(all: readonly Assessed[], frame: Frame): Measurement[] {
  return all.flatMap(({ detector, reading, loss }) =>
    reading && loss !== undefined ? [{ code: detector.code, measure: measureOf(detector, reading.value, frame), loss: round(loss) }] : [],
  );
}

function measureOf({ measure }: Detector, value: number, { fullWidthPx, grid }: Frame): Measure {
  const scale = measure.unit === 'px' ? fullWidthPx / grid.widthPx : 1;
  return { ...measure, value: round(scale * value) };
}

/** Three digits behind the point: more would only make stored reports longer. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
