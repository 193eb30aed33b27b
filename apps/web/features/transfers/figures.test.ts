import { describe, expect, it } from 'vitest';
import { bytesInWords, bytesOfWhole, countOf, percentOf, remainingInWords, speedInWords } from './figures.ts';

describe('figures of a transfer', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1000, '1 kB'],
    [4_230_000, '4.2 MB'],
    [42_300_000, '42 MB'],
    [3e9, '3 GB'],
  ])('name %d bytes', (bytes, words) => {
    expect(bytesInWords(bytes, 'en')).toBe(words);
  });

  it('count in the unit of the whole', () => {
    expect(bytesOfWhole(300_000, 4_200_000, 'en')).toBe('0.3 of 4.2 MB');
    expect(bytesOfWhole(0, 42_000_000, 'en')).toBe('0 of 42 MB');
    expect(speedInWords(1_250_000, 'en')).toBe('1.3 MB/s');
  });

  it.each([
    [null, null],
    [Number.POSITIVE_INFINITY, null],
    [1_000, 'a few seconds left'],
    [31_000, 'about 40 s left'],
    [61_000, 'about 2 min left'],
    [2 * 3_600_000 + 60_000, 'about 2 h 1 min left'],
  ])('say coarsely how long %s ms are', (ms, words) => {
    expect(remainingInWords(ms)).toBe(words);
  });

  it('round neither to all nor to nothing', () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percentOf)).toEqual([0, 1, 50, 99, 100]);
  });

  it('count things in words', () => {
    expect([countOf(1, 'photo'), countOf(12, 'photo')]).toEqual(['1 photo', '12 photos']);
  });
});
