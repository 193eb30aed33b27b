import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Defect } from '../report.ts';
import { holds } from '../testing/holds.ts';
import { judge } from './judge.ts';
import { aspectScore, scoreOf, severityOf } from './score.ts';
import { thresholdsSchema } from './thresholds.ts';

const losses = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });

describe('the score', () => {
  it('is 100 where nothing is wrong and 0 where one thing spoils all', () => {
    expect(scoreOf([])).toBe(100);
    expect(scoreOf([0.1, 1])).toBe(0);
  });

  it('multiplies what each defect leaves', () => {
    expect(scoreOf([0.5, 0.2])).toBe(40);
  });

  it('stays from 0 to 100, does not care about the order, and never rises with another defect', () => {
    holds(
      fc.property(losses, fc.double({ min: 0, max: 1, noNaN: true }), (list, more) => {
        const score = scoreOf(list);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(Math.abs(scoreOf(list.toReversed()) - score)).toBeLessThanOrEqual(0.1);
        expect(scoreOf([...list, more])).toBeLessThanOrEqual(score);
      }),
    );
  });

  it('of an aspect counts its own losses, and is unknown where nothing was examined', () => {
    const measured = [
      { aspect: 'edges', loss: 0.5 },
      { aspect: 'photo', loss: 0.1 },
    ] as const;
    expect(aspectScore('edges', measured)).toBe(50);
    expect(aspectScore('alpha', measured)).toBeNull();
  });
});

describe('severity', () => {
  it('is major from a quarter of the score on, and critical from half', () => {
    expect([0.1, 0.25, 0.5].map(severityOf)).toEqual(['minor', 'major', 'critical']);
  });
});

const emptyCutout: Defect = {
  code: 'EMPTY_CUTOUT',
  aspect: 'completeness',
  severity: 'critical',
  confidence: 1,
  box: { xPx: 0, yPx: 0, widthPx: 10, heightPx: 10 },
  measure: { name: 'x', value: 1, unit: '%' },
  suggestion: 'Again.',
  action: 'retake_photo',
};

describe('a verdict', () => {
  it('passes, asks for a person, or rejects by the score', () => {
    const verdictAt = (score: number) => judge({ score, confidence: 1, defects: [] }, { pass: 80, review: 40 }).verdict;
    expect([100, 80, 79, 40, 39, 0].map(verdictAt)).toEqual(['pass', 'pass', 'review', 'review', 'reject', 'reject']);
  });

  it('never passes a report that is unsure of itself', () => {
    expect(judge({ score: 100, confidence: 0.2, defects: [] }, { passConfidence: 0.5 })).toEqual({
      verdict: 'review',
      reasons: [{ rule: 'confidence' }],
    });
  });

  it('rejects for a critical defect on the list whatever the score is, and only for a critical one', () => {
    const report = { score: 100, confidence: 1, defects: [emptyCutout] };
    expect(judge(report)).toEqual({ verdict: 'reject', reasons: [{ rule: 'defect', code: 'EMPTY_CUTOUT' }] });
    expect(judge(report, { rejectOn: [] }).verdict).toBe('pass');
    expect(judge({ ...report, defects: [{ ...emptyCutout, severity: 'minor' }] }).verdict).toBe('pass');
  });

  it('never gets better when a dealership asks for more', () => {
    const order = ['reject', 'review', 'pass'];
    const percent = fc.integer({ min: 0, max: 100 });
    holds(
      fc.property(percent, percent, percent, percent, (score, low, high, more) => {
        const [review, pass] = low < high ? [low, high] : [high, low];
        const stricter = { review: Math.min(100, review + more), pass: Math.min(100, pass + more) };
        const report = { score, confidence: 1, defects: [] };
        expect(order.indexOf(judge(report, stricter).verdict)).toBeLessThanOrEqual(order.indexOf(judge(report, { review, pass }).verdict));
      }),
    );
  });
});

describe('thresholds', () => {
  it('refuse unknown settings, and a review line above the pass line', () => {
    expect(thresholdsSchema.safeParse({ passs: 1 }).success).toBe(false);
    expect(thresholdsSchema.safeParse({ pass: 50, review: 60 }).success).toBe(false);
    expect(thresholdsSchema.safeParse({ pass: 101 }).success).toBe(false);
  });
});
