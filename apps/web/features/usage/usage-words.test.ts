import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dollarsToEdit, microdollarsOf, money, percentsOf, successOf } from './usage-words.ts';

describe('money', () => {
  it('has as many digits as say something', () => {
    expect([0, 7, 42_000, 125_000, 3_000_000, 1_234_567_890].map((microdollars) => money(microdollars, 'en-US'))).toEqual([
      '$0.00',
      '$0.000007',
      '$0.042',
      '$0.125',
      '$3.00',
      '$1,234.57',
    ]);
  });

  it('is read as people write it', () => {
    expect(['12', '12.50', '12,5', ' $0.000001 ', '1000000'].map(microdollarsOf)).toEqual([12e6, 12.5e6, 12.5e6, 1, 1e12]);
    expect(['', '-1', 'a lot', '1.2.3', '0.0000001', '1000000.01', '1e3'].map(microdollarsOf)).toEqual(Array(7).fill(null));
  });

  it('is the same after it was written out to be edited', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (microdollars) => {
        expect(microdollarsOf(dollarsToEdit(microdollars))).toBe(microdollars);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('thresholds', () => {
  it('are whole percentages, each once and in their order', () => {
    expect(percentsOf('80, 50 80%')).toEqual([50, 80]);
    expect(percentsOf('')).toEqual([]);
    expect(['0', '101', '5.5', 'half', '1 2 3 4 5 6'].map(percentsOf)).toEqual(Array(5).fill(null));
  });
});

describe('success', () => {
  it('is never whole where a call failed, and nothing where none ended', () => {
    expect(successOf({ done: 0, failed: 0 })).toBe('–');
    expect(successOf({ done: 3, failed: 0 }, 'en-US')).toBe('100%');
    expect(successOf({ done: 99_999, failed: 1 }, 'en-US')).toBe('99.9%');
    expect(successOf({ done: 3, failed: 1 }, 'en-US')).toBe('75%');
  });
});
