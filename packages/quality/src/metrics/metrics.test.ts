import { ForecourtError } from '@forecourt/errors';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds } from '../testing/holds.ts';
import { alphaPairs, maskOf, rectangle } from '../testing/masks.ts';
import { boundaryIou } from './boundary-iou.ts';
import { compareMasks } from './compare.ts';
import { connectivityError } from './connectivity-error.ts';
import { eMeasure } from './e-measure.ts';
import { gradientError } from './gradient-error.ts';
import { hce } from './hce.ts';
import { iou } from './iou.ts';
import { mae } from './mae.ts';
import { mse } from './mse.ts';
import { sMeasure } from './s-measure.ts';
import { sad } from './sad.ts';
import { weightedF } from './weighted-f.ts';

const likeness = { iou, boundaryIou, sMeasure, eMeasure, weightedF };
const unlikeness = { mae, mse, sad, gradientError, connectivityError, hce };
const symmetric = { iou, boundaryIou, mae, mse, sad, gradientError, connectivityError };

describe('every metric', () => {
  it.each(Object.entries(likeness))('%s is between 0 and 1', (_, metric) => {
    holds(
      fc.property(alphaPairs, ([one, other]) => {
        const value = metric(one, other);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it.each(Object.entries(likeness))('%s is 1 for a binary mask and itself', (_, metric) => {
    holds(
      fc.property(alphaPairs, ([alpha]) => {
        const binary = { ...alpha, data: alpha.data.map((value) => (value >= 128 ? 255 : 0)) };
        expect(metric(binary, binary)).toBeCloseTo(1, 9);
      }),
    );
  });

  it.each(Object.entries(unlikeness))('%s is 0 for a mask and itself, and never below', (_, metric) => {
    holds(
      fc.property(alphaPairs, ([one, other]) => {
        expect(metric(one, one)).toBe(0);
        expect(metric(one, other)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each(Object.entries(symmetric))('%s is the same both ways round', (_, metric) => {
    holds(
      fc.property(alphaPairs, ([one, other]) => {
        expect(metric(one, other)).toBeCloseTo(metric(other, one), 6);
      }),
    );
  });

  it('refuses masks of different sizes', () => {
    const one = rectangle(4, 4, 0, 0, 2, 2);
    const other = rectangle(4, 5, 0, 0, 2, 2);
    for (const metric of [...Object.values(likeness), ...Object.values(unlikeness)]) {
      expect(() => metric(one, other)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
      expect(() => metric({ ...one, data: one.data.subarray(1) }, one)).toThrow(ForecourtError);
    }
  });

  it('stands in the comparison', () => {
    const one = rectangle(20, 20, 5, 5, 15, 15);
    const other = rectangle(20, 20, 6, 5, 16, 15);
    expect(compareMasks(one, other)).toEqual(
      Object.fromEntries(Object.entries({ ...likeness, ...unlikeness }).map(([name, metric]) => [name, metric(one, other)])),
    );
  });
});

describe('by hand', () => {
  const prediction = maskOf('9990', '9990', '0000');
  const truth = maskOf('0999', '0999', '0000');

  it('IoU is the shared part of both', () => {
    expect(iou(prediction, truth)).toBe(4 / 8);
    expect(iou(maskOf('00'), maskOf('00'))).toBe(1);
  });

  it('MAE, MSE and SAD follow the difference of the alphas', () => {
    expect(mae(prediction, truth)).toBeCloseTo(4 / 12, 12);
    expect(mse(prediction, truth)).toBeCloseTo(4 / 12, 12);
    expect(sad(prediction, truth)).toBeCloseTo(0.004, 12);
    expect(mae(maskOf('3'), maskOf('0'))).toBeCloseTo(1 / 3, 12);
    expect(mse(maskOf('3'), maskOf('0'))).toBeCloseTo(1 / 9, 12);
  });

  it('boundary IoU counts only the band along the edge', () => {
    // The band of a 50 x 50 square, 3 px deep, has 564 pixels; one square is moved by one column.
    const one = rectangle(100, 100, 20, 20, 70, 70);
    const other = rectangle(100, 100, 21, 20, 71, 70);
    const both = 49 * 6 + 44 * 4;
    expect(boundaryIou(one, other)).toBeCloseTo(both / (2 * 564 - both), 12);
    expect(iou(one, other)).toBeGreaterThan(0.95);
  });

  it('gradient error sees a soft edge and forgives a right one', () => {
    const hard = rectangle(40, 40, 10, 10, 30, 30);
    const soft = {
      ...hard,
      data: hard.data.map((_, at) => Math.min(255, Math.max(0, 40 * (20 - Math.hypot((at % 40) - 20, Math.floor(at / 40) - 20))))),
    };
    expect(gradientError(soft, hard)).toBeGreaterThan(0.02);
  });

  it('gradient error of one step is the derivative of a Gaussian', () => {
    // A vertical edge through the middle: unit energy kernels give Σ_x (Σ_{k ≥ x} g'(k))² for each row.
    const flat = { data: new Uint8Array(41 * 3), widthPx: 41, heightPx: 3, channels: 1 } as const;
    const step = { ...flat, data: flat.data.map((_, at) => (at % 41 >= 20 ? 255 : 0)) };
    const taps = Array.from({ length: 9 }, (_, tap) => tap - 4);
    const gaussian = taps.map((k) => Math.exp((-k * k) / 3.92));
    const derivative = taps.map((k) => k * Math.exp((-k * k) / 3.92));
    const energy = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    const across = gaussian.reduce((sum, value) => sum + value, 0) / energy(gaussian);
    const responses = taps.map(
      (from) => taps.reduce((sum, k, index) => (k > from - 1 ? sum + (derivative[index] ?? 0) : sum), 0) / energy(derivative),
    );
    const expected = (3 * responses.reduce((sum, value) => sum + (value * across) ** 2, 0)) / 1000;
    expect(gradientError(step, flat)).toBeCloseTo(expected, 6);
  });

  it('connectivity error counts a speck that hangs on nothing, and less what hangs loosely', () => {
    const truthBar = maskOf('999000', '999000');
    expect(connectivityError(maskOf('999009', '999000'), truthBar)).toBeCloseTo(0.001, 9);
    // One third is connected up to 0 (it is nothing in the truth): loose by 1/3.
    expect(connectivityError(maskOf('999300', '999000'), truthBar)).toBeCloseTo(1 / 3 / 1000, 6);
    // A tenth stays within the tolerance.
    expect(connectivityError(maskOf('999100', '999000'), truthBar)).toBe(0);
  });

  it('S-measure of an empty or full truth is the share that agrees', () => {
    expect(sMeasure(maskOf('9900'), maskOf('0000'))).toBeCloseTo(0.5, 12);
    expect(sMeasure(maskOf('9900'), maskOf('9999'))).toBeCloseTo(0.5, 12);
  });

  it('S-measure of an inverted mask is a half: quarters without any variance count as alike, as in the paper', () => {
    expect(sMeasure(maskOf('0099', '0099'), maskOf('9900', '9900'))).toBeCloseTo(0.5, 9);
  });

  it('S-measure joins evenness of the object and likeness of the quarters', () => {
    // Everything predicted: the object half is even on the car (1) and wrong on the ground (0), weighted by 1/4 of the area.
    const value = sMeasure(maskOf('9999', '9999'), maskOf('9900', '0000'));
    // Centre of mass between the two pixels rounds to column 1, row 0: the cut is after column 2, row 1.
    // Quarters: full on full (1), and three where the truth is empty and the prediction full (0 over 0 variance: 1 each).
    expect(value).toBeCloseTo(0.5 * 0.25 + 0.5 * 1, 9);
  });

  it('E-measure aligns what deviates from the mean', () => {
    // Truth and prediction have mean 1/2: agreeing pixels align with 1, the others with -1, which counts 0.
    expect(eMeasure(maskOf('9900'), maskOf('9090'))).toBeCloseTo(0.5, 12);
    expect(eMeasure(maskOf('0099'), maskOf('9900'))).toBeCloseTo(0, 12);
  });

  it('weighted F punishes a false pixel more the further it lies from the car', () => {
    const truthSquare = rectangle(40, 20, 2, 5, 12, 15);
    const withPixel = (x: number) => ({ ...truthSquare, data: truthSquare.data.map((value, at) => (at === 10 * 40 + x ? 255 : value)) });
    expect(weightedF(withPixel(13), truthSquare)).toBeGreaterThan(weightedF(withPixel(35), truthSquare));
    // One false pixel 24 away weighs 2 - 2^(-24/5): precision 100 / (100 + w), recall 1.
    const weight = 2 - 2 ** (-24 / 5);
    const precision = 100 / (100 + weight);
    expect(weightedF(withPixel(35), truthSquare)).toBeCloseTo((2 * precision) / (1 + precision), 6);
  });

  it('HCE counts one click for a false region that stands alone', () => {
    const truthSquare = rectangle(120, 80, 10, 10, 60, 60);
    const extra = rectangle(120, 80, 80, 20, 105, 45);
    const both = { ...truthSquare, data: truthSquare.data.map((value, at) => Math.max(value, extra.data[at] ?? 0)) };
    expect(hce(both, truthSquare)).toBe(1);
  });

  it('HCE counts the corners of an outline that has to be redrawn, and forgives thin errors', () => {
    const truthSquare = rectangle(120, 80, 10, 10, 60, 60);
    expect(hce(rectangle(120, 80, 10, 10, 63, 60), truthSquare)).toBe(0);
    // A false strip along one side: its shared side is a line of two points.
    expect(hce(rectangle(120, 80, 10, 10, 90, 60), truthSquare)).toBeLessThanOrEqual(4);
    expect(hce(rectangle(120, 80, 10, 10, 90, 60), truthSquare)).toBeGreaterThanOrEqual(2);
  });
});

describe('boundary IoU of 12 megapixels', () => {
  it('needs well under a second', () => {
    const one = rectangle(4000, 3000, 500, 700, 3500, 2500);
    const other = rectangle(4000, 3000, 540, 700, 3500, 2500);
    boundaryIou(one, other);
    const start = process.cpuUsage();
    boundaryIou(one, other);
    const { user, system } = process.cpuUsage(start);
    // Measured 150 ms of processor time; the bound leaves room for slow machines.
    expect((user + system) / 1000).toBeLessThan(900);
  });
});
