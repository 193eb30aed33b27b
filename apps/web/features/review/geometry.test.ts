import { defectSchema } from '@forecourt/quality';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defectFixture } from '../photos/photo-fixture.ts';
import { groupByPlace, lieOn, markOf, placeLabels, worstOf } from './overlay.ts';
import { fitSize, fitted, held, largestScale, panned, pinch, wheelFactor, zoomed } from './zoom.ts';

const picture = { widthPx: 4000, heightPx: 3000 };
const frame = { widthPx: 1000, heightPx: 600 };
const fit = fitSize(picture, frame);
const largest = largestScale(picture, fit);
const point = fc.record({ xPx: fc.integer({ min: -500, max: 500 }), yPx: fc.integer({ min: -300, max: 300 }) });

describe('the lie of a picture', () => {
  it('shows all of it, and a small one not much larger than it is', () => {
    expect(fit).toEqual({ widthPx: 800, heightPx: 600 });
    expect(fitSize({ widthPx: 100, heightPx: 50 }, frame)).toEqual({ widthPx: 200, heightPx: 100 });
    expect(largest).toBe(20);
  });

  it('keeps what is under the pointer under the pointer, once the picture fills the frame', () => {
    fc.assert(
      fc.property(point, fc.double({ min: 1, max: 3, noNaN: true }), (at, factor) => {
        const before = { scale: 3, xPx: 0, yPx: 0 };
        const after = zoomed(before, factor, at, fit, frame, largest);
        expect((at.xPx - after.xPx) / after.scale).toBeCloseTo((at.xPx - before.xPx) / before.scale, 6);
      }),
    );
  });

  it('never lets the picture leave the frame, whatever is done to it', () => {
    const step = fc.oneof(
      point.map((by) => ({ kind: 'pan' as const, by, factor: 1 })),
      fc.tuple(point, fc.double({ min: 0.2, max: 5, noNaN: true })).map(([by, factor]) => ({ kind: 'zoom' as const, by, factor })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const lie = steps.reduce(
          (now, { kind, by, factor }) => (kind === 'pan' ? panned(now, by, fit, frame) : zoomed(now, factor, by, fit, frame, largest)),
          fitted,
        );
        expect(lie.scale).toBeGreaterThanOrEqual(1);
        expect(lie.scale).toBeLessThanOrEqual(largest);
        expect(held(lie, fit, frame)).toEqual(lie);
      }),
    );
  });

  it('follows a wheel alike on a mouse and on a trackpad', () => {
    expect(wheelFactor(-100, 0)).toBeGreaterThan(1);
    expect(wheelFactor(3, 1)).toBeCloseTo(wheelFactor(48, 0));
    expect(wheelFactor(100_000, 0)).toBe(wheelFactor(200, 0));
  });

  it('follows two fingers', () => {
    const a = { xPx: 0, yPx: 0 };
    expect(pinch([a, { xPx: 10, yPx: 0 }], [a, { xPx: 20, yPx: 0 }])).toEqual({
      factor: 2,
      middle: { xPx: 10, yPx: 0 },
      by: { xPx: 5, yPx: 0 },
    });
    expect(pinch([a, a], [a, { xPx: 20, yPx: 0 }]).factor).toBe(1);
  });
});

describe('a defect on the picture', () => {
  const box = { xPx: 2000, yPx: 1500, widthPx: 400, heightPx: 300 };

  it('lies where the report says, in every zoom', () => {
    expect(markOf(0, box, picture, fit, frame, fitted)).toEqual({
      index: 0,
      leftPx: 500,
      topPx: 300,
      widthPx: 80,
      heightPx: 60,
      labelLeftPx: 500,
      labelTopPx: 274,
    });
    expect(markOf(0, box, picture, fit, frame, { scale: 2, xPx: 0, yPx: 0 })).toMatchObject({ leftPx: 500, topPx: 300, widthPx: 160 });
  });

  it('can be hit however small it is, and its label stays on the stage', () => {
    const tiny = { xPx: 10, yPx: 10, widthPx: 2, heightPx: 2 };
    expect(markOf(0, tiny, picture, fit, frame, fitted)).toMatchObject({ widthPx: 24, heightPx: 24 });
  });

  it('never hides the name of another, nor leaves the stage with its own', () => {
    const boxes = [0, 1, 2, 3].map((index) => markOf(index, { ...box, xPx: 10 + index, yPx: 5 + index }, picture, fit, frame, fitted));
    const labels = placeLabels(boxes, frame);
    const tops = labels.map((mark) => mark.labelTopPx).toSorted((a, b) => a - b);
    expect(tops[0]).toBeGreaterThanOrEqual(0);
    for (const [index, top] of tops.slice(1).entries()) expect(top - (tops[index] ?? 0)).toBeGreaterThanOrEqual(24);
    expect(labels.map((mark) => mark.index)).toEqual([0, 1, 2, 3]);
  });

  it('comes into the middle when asked for', () => {
    const lie = lieOn(box, picture, fit, frame, largest);
    const mark = markOf(0, box, picture, fit, frame, lie);
    expect(mark.leftPx + mark.widthPx / 2).toBeCloseTo(frame.widthPx / 2);
    expect(mark.topPx + mark.heightPx / 2).toBeCloseTo(frame.heightPx / 2);
  });

  it('shares a mark with others at the same place', () => {
    const defect = (changes: Record<string, unknown>) => defectSchema.parse(defectFixture(changes));
    const groups = groupByPlace([defect({}), defect({ code: 'FRINGE', severity: 'minor' }), defect({ box })]);
    expect(groups.map((group) => group.indexes)).toEqual([[0, 1], [2]]);
    expect(worstOf(['minor', 'critical', 'major'])).toBe('critical');
  });
});
