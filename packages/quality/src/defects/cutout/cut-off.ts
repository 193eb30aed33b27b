import type { CutoutView } from '../../scene/cutout-view.ts';
import type { Place } from '../../scene/frame.ts';
import { type CutoutDetector, type Finding, ramp } from '../detector.ts';

/**
 * The car runs over the picture's border. No provider can bring back what the camera did not see, so this asks for another
 * photo. Measured as the longest run of opaque pixels on one border, as a share of the car's extent along that border.
 */
export const cutOff: CutoutDetector<'CUT_OFF'> = {
  code: 'CUT_OFF',
  aspect: 'photo',
  measure: { name: "car's side on the picture's border", unit: '%' },
  suggestion: 'Part of the car lies outside the photo; take it again from further back.',
  action: 'retake_photo',
  detect: (cutout) => {
    const findings = borders(cutout).map((border) => findingAt(border, cutout));
    return { value: Math.max(0, ...findings.map((finding) => finding.value)), findings };
  },
};

interface Border {
  readonly length: number;
  readonly extent: number;
  readonly index: (along: number) => number;
  readonly place: (from: number, to: number) => Place;
}

function borders({ frame, subject }: CutoutView): Border[] {
  const { widthPx, heightPx } = frame.grid;
  const { left, top, right, bottom } = subject();
  const deep = Math.max(2, Math.round(0.01 * frame.diagonalPx));
  const across = { length: widthPx, extent: right - left };
  const down = { length: heightPx, extent: bottom - top };
  return [
    { ...across, index: (x) => x, place: (from, to) => ({ left: from, right: to, top: 0, bottom: deep }) },
    {
      ...across,
      index: (x) => (heightPx - 1) * widthPx + x,
      place: (from, to) => ({ left: from, right: to, top: heightPx - deep, bottom: heightPx }),
    },
    { ...down, index: (y) => y * widthPx, place: (from, to) => ({ left: 0, right: deep, top: from, bottom: to }) },
    {
      ...down,
      index: (y) => y * widthPx + widthPx - 1,
      place: (from, to) => ({ left: widthPx - deep, right: widthPx, top: from, bottom: to }),
    },
  ];
}

function findingAt(border: Border, { mask }: CutoutView): Finding & { value: number } {
  let longest = 0;
  let end = 0;
  for (let along = 0, run = 0; along < border.length; along++) {
    run = mask[border.index(along)] === 1 ? run + 1 : 0;
    if (run <= longest) continue;
    longest = run;
    end = along + 1;
  }
  const share = longest / border.extent;
  return { place: border.place(end - longest, end), value: 100 * share, loss: 0.6 * ramp(share, 0.02, 0.4), confidence: 0.9 };
}
