import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOperations } from '../operations/apply.ts';
import { anyPicture } from '../testing/any-picture.ts';
import { deltaE2000, labOf } from '../testing/ciede2000.ts';
import { drawCar, drawing, photographed } from '../testing/drawings.ts';
import { oklabOf, rgbOfOklab } from './oklab.ts';
import { measurePalette } from './palette.ts';

const byte = fc.integer({ min: 0, max: 255 });
describe('a palette', () => {
  it('of a flat drawing is its colours with their shares', () => {
    const sheet = drawing(100, 100, [250, 248, 240]);
    const inks = [
      [200, 30, 40],
      [20, 60, 180],
      [30, 140, 70],
    ] as const;
    for (const [index, ink] of inks.entries()) sheet.box({ leftPx: 30 * index, topPx: 0, widthPx: 20, heightPx: 30 - 10 * index }, ink);
    const palette = measurePalette(sheet.picture, { count: 8 });
    expect(palette.map(({ colour, share }) => [colour, Math.round(share * 1e6) / 1e6])).toEqual([
      ['#faf8f0', 0.88],
      ['#c81e28', 0.06],
      ['#143cb4', 0.04],
      ['#1e8c46', 0.02],
    ]);
  });

  it('of a drawing with smooth edges is within ΔE2000 2 of each ink, and of a noisy photo of it within 5', () => {
    const inks = [
      [255, 255, 255],
      [200, 30, 40],
      [20, 60, 180],
      [240, 200, 40],
    ] as const;
    const sheet = drawing(300, 200);
    sheet.disc([70, 100], 50, inks[1]);
    sheet.disc([170, 60], 40, inks[2]);
    sheet.disc([220, 150], 35, inks[3]);
    const noisy = photographed(sheet.picture, { darkest: 1, shadow: 1, tint: [255, 255, 255], noise: 6 });
    for (const [picture, most] of [
      [sheet.picture, 2],
      [noisy, 5],
    ] as const) {
      const palette = measurePalette(picture, { count: 4 });
      for (const [r, g, b] of inks) {
        const nearest = Math.min(...palette.map(({ red, green, blue }) => deltaE2000(labOf(r, g, b), labOf(red, green, blue))));
        expect(nearest).toBeLessThan(most);
      }
    }
  });

  it('has shares that sum to 1, no more colours than asked for, and the same ones again, for any picture', () => {
    fc.assert(
      fc.property(anyPicture, fc.integer({ min: 1, max: 6 }), fc.nat(99), (picture, count, seed) => {
        const palette = measurePalette(picture, { count, seed });
        const isVisible = picture.channels === 3 || picture.data.some((value, at) => at % 4 === 3 && value > 0);
        expect(palette.length).toBeLessThanOrEqual(count);
        expect(palette.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(isVisible ? 1 : 0, 9);
        expect(palette.every(({ share }) => share > 0)).toBe(true);
        expect(measurePalette(picture, { count, seed })).toEqual(palette);
      }),
      { numRuns: 1000 },
    );
  });

  it('reduces a picture to its own colours: alpha stays, nothing else is changed, and a second time changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyPicture, fc.integer({ min: 1, max: 6 }), async (picture, count) => {
        const before = picture.data.slice();
        const once = await applyOperations(picture, [{ operation: 'palette', count }]);
        const seen = new Set<string>();
        for (let at = 0; at < once.data.length; at += once.channels) {
          if (once.channels === 4) expect(once.data[at + 3]).toBe(picture.data[at + 3]);
          if (once.channels === 3 || once.data[at + 3] !== 0) seen.add(once.data.subarray(at, at + 3).join());
        }
        expect(seen.size).toBeLessThanOrEqual(count);
        expect(Buffer.compare(picture.data, before)).toBe(0);
        const twice = await applyOperations(once, [{ operation: 'palette', count }]);
        expect(Buffer.compare(twice.data, once.data)).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('of a car in red and black on a photographed sheet has both', async () => {
    const sheet = drawing(500, 300);
    drawCar(sheet, 20, 20, 0.75, 4, [200, 20, 30]);
    sheet.line(
      [
        [10, 260],
        [490, 260],
      ],
      5,
    );
    const clean = await applyOperations(photographed(sheet.picture), [{ operation: 'clean-background' }]);
    const palette = measurePalette(clean, { count: 3 });
    expect(palette[0]?.colour).toBe('#ffffff');
    const away = (ink: readonly [number, number, number]) =>
      Math.min(...palette.map(({ red, green, blue }) => deltaE2000(labOf(...ink), labOf(red, green, blue))));
    expect(away([200, 20, 30])).toBeLessThan(16);
    expect(away([0, 0, 0])).toBeLessThan(16);
  });
});

describe('OKLab', () => {
  it('has the values that its author gives for white and for red, and leads back to each of many colours', () => {
    expect(oklabOf(255, 255, 255).map((value) => Math.round(value * 1000) / 1000 + 0)).toEqual([1, 0, 0]);
    // CSS Color 4: red is oklab(0.62796 0.22486 0.12585).
    expect(oklabOf(255, 0, 0).map((value) => Math.round(value * 10_000) / 10_000)).toEqual([0.628, 0.2249, 0.1258]);
    fc.assert(
      fc.property(byte, byte, byte, (red, green, blue) => {
        expect(rgbOfOklab(...oklabOf(red, green, blue))).toEqual([red, green, blue]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('ΔE2000', () => {
  // Pairs 1, 7, 14, 17, 25 and 34 of the supplementary test data of Sharma, Wu and Dalal.
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ] as const)('of %j and %j is %d', (one, other, expected) => {
    expect(deltaE2000(one, other)).toBeCloseTo(expected, 4);
  });
});
