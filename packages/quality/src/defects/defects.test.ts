import { describe, expect, it } from 'vitest';
import { assessCutout, assessPhoto } from '../assess.ts';
import { seededRandom } from '../evaluate/random.ts';
import { cutWith, type Simulation } from '../evaluate/simulate/simulation.ts';
import { simulations } from '../evaluate/simulate/simulations.ts';
import type { DefectCode, Report } from '../report.ts';
import { actionSchema, defectCodeSchema } from '../report.ts';
import { syntheticCar } from '../testing/synthetic-car.ts';
import { comparisonDetectors, cutoutDetectors, photoDetectors } from './detectors.ts';

const car = syntheticCar(900, 600);
/** Enough of a picture to be spoilt in every way. */
const small = syntheticCar(600, 400);
const clean = assessCutout({ photo: small.photo, cutout: cutWith(small.photo, small.truth.data) });

function measured(report: Pick<Report, 'measurements'>, code: DefectCode): number {
  return report.measurements.find((measurement) => measurement.code === code)?.measure.value ?? Number.NaN;
}

describe('each detector', () => {
  it('is listed under its own code, speaks in a sentence and offers an action', () => {
    const listed = { ...photoDetectors, ...cutoutDetectors, ...comparisonDetectors };
    expect(new Set(Object.keys(listed))).toEqual(new Set(defectCodeSchema.options));
    for (const [code, detector] of Object.entries(listed)) {
      expect(detector.code).toBe(code);
      expect(detector.suggestion).toMatch(/^[A-Z].*\.$/);
      expect(actionSchema.options).toContain(detector.action);
    }
  });
});

const detected = simulations.flatMap((simulation) =>
  simulation.expects.slice(0, 1).map((code) => [simulation.name, code, simulation] as const),
);

describe('a simulated defect', () => {
  it.each(detected)('%s is measured as %s, more than in the clean cutout, and costs score', (_, code, simulation: Simulation) => {
    const reports = [1, 2, 3].map((seed) => {
      const { photo, cutout } = simulation.apply(small, seededRandom(seed));
      return assessCutout({ photo, cutout });
    });
    // Chance may hide one: a bite out of glass, a speck on the wall's edge.
    expect(reports.filter((report) => measured(report, code) > measured(clean, code)).length).toBeGreaterThanOrEqual(2);
    expect(Math.min(...reports.map(({ score }) => score))).toBeLessThan(clean.score);
  });
});

describe('the place of a defect', () => {
  const paint = (left: number, top: number, right: number, bottom: number, alpha: number) => {
    const mask = car.truth.data.slice();
    for (let y = top; y < bottom; y++) mask.fill(alpha, y * 900 + left, y * 900 + right);
    return assessCutout({ photo: car.photo, cutout: cutWith(car.photo, mask) });
  };
  const boxOf = (report: Report, code: DefectCode) => report.defects.find((defect) => defect.code === code)?.box;

  it('of a speck is the speck', () => {
    expect(boxOf(paint(40, 50, 60, 70, 255), 'ISLANDS')).toEqual({ xPx: 40, yPx: 50, widthPx: 20, heightPx: 20 });
  });

  it('of a hole is the hole', () => {
    expect(boxOf(paint(300, 330, 330, 350, 0), 'HOLES')).toEqual({ xPx: 300, yPx: 330, widthPx: 30, heightPx: 20 });
  });

  it('of a see-through patch covers it', () => {
    const box = boxOf(paint(500, 320, 600, 390, 140), 'SEMI_TRANSPARENT_BODY');
    expect(box?.xPx).toBeCloseTo(500, -1.5);
    expect(box?.widthPx).toBeCloseTo(100, -1.5);
  });

  it('of a lost part lies along the cut', () => {
    const box = boxOf(paint(640, 0, 900, 600, 0), 'MISSING_PART');
    expect(Math.abs((box?.xPx ?? 0) + (box?.widthPx ?? 0) / 2 - 640)).toBeLessThan(60);
  });

  it('of a car that leaves the picture lies on that border', () => {
    const { photo, truth } = car;
    const cropped = { widthPx: 500, heightPx: 600 };
    const crop = (data: Uint8Array, channels: number) =>
      Uint8Array.from({ length: 500 * 600 * channels }, (_, at) => {
        const pixel = Math.floor(at / channels);
        return data[(Math.floor(pixel / 500) * 900 + (pixel % 500)) * channels + (at % channels)] ?? 0;
      });
    const smaller = { data: crop(photo.data, 3), ...cropped, channels: 3 } as const;
    const report = assessCutout({ photo: smaller, cutout: cutWith(smaller, crop(truth.data, 1)) });
    expect(boxOf(report, 'CUT_OFF')).toMatchObject({ xPx: expect.closeTo(490, -1) });
  });
});

describe('what is no defect', () => {
  it('a binary mask is not called jagged', () => {
    const binary = car.truth.data.map((value) => (value >= 128 ? 255 : 0));
    const report = assessCutout({ photo: car.photo, cutout: cutWith(car.photo, binary) });
    expect(report.defects).toEqual([]);
  });

  it('a hole that can be glass is minor at most', () => {
    // Both panes cut out along their edges in the photo.
    const mask = car.truth.data.map((value, at) => {
      const pixel = at * 3;
      const isGlass = (car.photo.data[pixel] ?? 0) < 90 && (car.photo.data[pixel + 2] ?? 0) > 75 && Math.floor(at / 900) < 300;
      return isGlass ? 0 : value;
    });
    const report = assessCutout({ photo: car.photo, cutout: cutWith(car.photo, mask) });
    expect(report.defects.filter(({ code, severity }) => code === 'HOLES' && severity !== 'minor')).toEqual([]);
    expect(measured(report, 'HOLES')).toBeLessThan(
      measured(assessCutout({ photo: car.photo, cutout: cutWith(car.photo, punched()) }), 'HOLES'),
    );
  });

  function punched(): Uint8Array {
    const mask = car.truth.data.slice();
    for (let y = 330; y < 370; y++) mask.fill(0, y * 900 + 300, y * 900 + 380);
    return mask;
  }
});

describe('a photo alone', () => {
  it.each(detected.filter(([, code]) => code in photoDetectors))(
    'with %s is told from the sharp, bright one as %s',
    (_, code, simulation: Simulation) => {
      const { photo } = simulation.apply(small, seededRandom(4));
      expect(measured(assessPhoto({ photo }), code)).toBeGreaterThan(measured(assessPhoto({ photo: small.photo }), code));
    },
  );

  it('of one grey has no contrast, and does not break anything', () => {
    const report = assessPhoto({ photo: { ...car.photo, data: new Uint8Array(car.photo.data.length).fill(128) } });
    expect(report.defects.map(({ code }) => code)).toContain('LOW_CONTRAST');
  });

  it('that is only too dark is not blamed for its contrast as well', () => {
    const report = assessPhoto({ photo: { ...car.photo, data: car.photo.data.map((value) => value * 0.25) } });
    const codes = report.defects.map(({ code }) => code);
    expect(codes).toContain('UNDEREXPOSED');
    expect(codes).not.toContain('LOW_CONTRAST');
  });
});
