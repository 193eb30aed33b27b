import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds } from '../testing/holds.ts';
import { bitmaps, bits, rectangle } from '../testing/masks.ts';
import { boxMean } from './box-mean.ts';
import { findComponents } from './components.ts';
import { traceContours } from './contours.ts';
import { nearestTo, squaredDistanceTo } from './distance.ts';
import { erode } from './erode.ts';
import { percentileOf } from './luma.ts';
import { averageBlocks, blockFor, resampleRgb } from './resample.ts';
import { thin } from './thin.ts';

/** Every fast way gives what the obvious way gives, on any small bitmap. */
describe('on any bitmap', () => {
  it('the distance is the one to the nearest pixel found by trying all', () => {
    holds(
      fc.property(bitmaps, ({ mask, widthPx, heightPx }) => {
        const { squared, nearest } = nearestTo(mask, widthPx, heightPx, 1);
        expect(squared).toEqual(squaredDistanceTo(mask, widthPx, heightPx, 1));
        for (let at = 0; at < mask.length; at++) {
          let least = Number.POSITIVE_INFINITY;
          for (let other = 0; other < mask.length; other++)
            if (mask[other] === 1) least = Math.min(least, squaredBetween(at, other, widthPx));
          expect(squared[at]).toBe(least);
          if (least < Number.POSITIVE_INFINITY) expect(squaredBetween(at, nearest[at] ?? -1, widthPx)).toBe(least);
        }
      }),
    );
  });

  it('components are what a flood fill reaches', () => {
    holds(
      fc.property(
        bitmaps,
        fc.constantFrom(0 as const, 1 as const),
        fc.constantFrom(4 as const, 8 as const),
        ({ mask, widthPx, heightPx }, value, connectivity) => {
          const { labels, list } = findComponents(mask, widthPx, heightPx, value, connectivity);
          for (let at = 0; at < mask.length; at++) {
            expect((labels[at] ?? 0) > 0).toBe(mask[at] === value);
            for (const other of neighbours(at, widthPx, heightPx, connectivity)) {
              if (mask[at] === value && mask[other] === value) expect(labels[other]).toBe(labels[at]);
            }
          }
          expect(list.length).toBe(floodCount(mask, widthPx, heightPx, value, connectivity));
          for (const part of list) expect(labels.filter((label) => label === part.label).length).toBe(part.areaPx);
          expect(list.map(({ areaPx }) => areaPx)).toEqual(list.map(({ areaPx }) => areaPx).sort((one, other) => other - one));
        },
      ),
    );
  });

  it('erosion keeps the pixels whose whole square is set', () => {
    holds(
      fc.property(
        bitmaps,
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom(0 as const, 1 as const),
        ({ mask, widthPx, heightPx }, radius, beyond) => {
          const eroded = erode(mask, widthPx, heightPx, radius, beyond);
          for (let at = 0; at < mask.length; at++) {
            let whole = 1;
            for (let dy = -radius; dy <= radius; dy++) {
              for (let dx = -radius; dx <= radius; dx++) {
                const x = (at % widthPx) + dx;
                const y = Math.floor(at / widthPx) + dy;
                whole &= x < 0 || y < 0 || x >= widthPx || y >= heightPx ? beyond : (mask[y * widthPx + x] ?? 0);
              }
            }
            expect(eroded[at]).toBe(whole);
          }
        },
      ),
    );
  });

  it('contours enclose exactly the area of the mask', () => {
    holds(
      fc.property(bitmaps, ({ mask, widthPx, heightPx }) => {
        const contours = traceContours(
          mask.map((value) => 255 * value),
          widthPx,
          heightPx,
        );
        const area = contours.reduce((sum, contour) => sum + contour.areaPx, 0);
        expect(area).toBe(mask.reduce((sum, value) => sum + value, 0));
      }),
    );
  });

  it('a box mean is the mean of what the box covers', () => {
    holds(
      fc.property(bitmaps, fc.integer({ min: 0, max: 5 }), ({ mask, widthPx, heightPx }, radius) => {
        const means = boxMean(Float32Array.from(mask), widthPx, heightPx, radius);
        for (let at = 0; at < mask.length; at++) {
          const covered = mask.filter(
            (_, other) =>
              Math.abs((other % widthPx) - (at % widthPx)) <= radius &&
              Math.abs(Math.floor(other / widthPx) - Math.floor(at / widthPx)) <= radius,
          );
          expect(means[at]).toBeCloseTo(covered.reduce((sum, value) => sum + value, 0) / covered.length, 5);
        }
      }),
    );
  });

  it('a skeleton lies inside its mask and has as many parts', () => {
    holds(
      fc.property(bitmaps, ({ mask, widthPx, heightPx }) => {
        const skeleton = thin(mask, widthPx, heightPx);
        for (let at = 0; at < mask.length; at++) expect(skeleton[at] ?? 0).toBeLessThanOrEqual(mask[at] ?? 0);
        const parts = (bitmap: Uint8Array) => findComponents(bitmap, widthPx, heightPx, 1, 8).list.length;
        // Zhang and Suen's rules are known to take a lone block of two by two away altogether.
        expect(parts(skeleton)).toBeLessThanOrEqual(parts(mask));
      }),
    );
  });
});

describe('thinning', () => {
  it('leaves the middle line of a bar', () => {
    const bar = rectangle(30, 9, 2, 2, 28, 7).data.map((value) => value >> 7);
    const rows = [...thin(bar, 30, 9).entries()].filter(([, value]) => value === 1).map(([at]) => Math.floor(at / 30));
    expect(new Set(rows)).toEqual(new Set([4]));
  });
});

describe('shrinking', () => {
  it('takes the block that brings a picture under the number of pixels', () => {
    expect(blockFor(4000, 3000, 1_200_000)).toBe(4);
    expect(blockFor(854, 480, 1_200_000)).toBe(1);
  });

  it('averages whole blocks, and at the border what is there', () => {
    const data = Uint8Array.from([0, 10, 20, 30, 40, 50, 60, 70, 80]);
    expect([...averageBlocks({ data, widthPx: 3, heightPx: 3, channels: 1 }, 2, 0, 1)]).toEqual([20, 35, 65, 80]);
  });

  it('leaves a picture as it is for blocks of one pixel', () => {
    const data = Uint8Array.from({ length: 5 * 4 * 3 }, (_, at) => (at * 37) % 256);
    expect(averageBlocks({ data, widthPx: 5, heightPx: 4, channels: 3 }, 1, 0, 3)).toEqual(data);
  });

  it('weights pixels by how much of them a cell covers', () => {
    const data = Uint8Array.from([0, 0, 0, 90, 90, 90, 180, 180, 180]);
    const cells = resampleRgb({ data, widthPx: 3, heightPx: 1, channels: 3 }, { widthPx: 2, heightPx: 1, cellPx: { x: 1.5, y: 1 } });
    expect([...cells]).toEqual([30, 30, 30, 150, 150, 150]);
  });
});

describe('percentiles', () => {
  it('are the lowest level that enough pixels do not exceed', () => {
    const counts = new Uint32Array(256);
    counts.set([5, 0, 3, 2]);
    expect([0, 0.5, 0.51, 0.8, 1].map((share) => percentileOf(counts, share))).toEqual([0, 0, 2, 2, 3]);
  });

  it('of nothing are the top of the scale', () => {
    expect(percentileOf(new Uint32Array(256), 0.5)).toBe(255);
  });
});

describe('contours', () => {
  it('run with the figure on the right, and round holes the other way', () => {
    const ring = bits('00000', '01110', '01010', '01110', '00000').map((value) => 255 * value);
    expect(traceContours(ring, 5, 5).map(({ areaPx }) => areaPx)).toEqual([9, -1]);
  });

  it('lie where alpha crosses one half', () => {
    const [contour] = traceContours(Uint8Array.from([255, 255, 64, 0]), 4, 1);
    // Between the second pixel's centre at 1.5 (255) and the third's at 2.5 (64).
    expect(contour && Math.max(...contour.x)).toBeCloseTo(1.5 + 127.5 / 191, 5);
  });

  it('know where they run along the border of the picture', () => {
    const [contour] = traceContours(new Uint8Array(9).fill(255), 3, 3);
    expect(contour?.onBorder.every((value) => value === 1)).toBe(true);
  });
});

function squaredBetween(one: number, other: number, widthPx: number): number {
  return ((one % widthPx) - (other % widthPx)) ** 2 + (Math.floor(one / widthPx) - Math.floor(other / widthPx)) ** 2;
}

function neighbours(at: number, widthPx: number, heightPx: number, connectivity: 4 | 8): number[] {
  return Array.from({ length: widthPx * heightPx }, (_, other) => other).filter((other) => {
    const squared = squaredBetween(at, other, widthPx);
    return squared === 1 || (connectivity === 8 && squared === 2);
  });
}

function floodCount(mask: Uint8Array, widthPx: number, heightPx: number, value: 0 | 1, connectivity: 4 | 8): number {
  const seen = new Set<number>();
  let count = 0;
  for (let seed = 0; seed < mask.length; seed++) {
    if (mask[seed] !== value || seen.has(seed)) continue;
    count++;
    const stack = [seed];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      stack.push(...neighbours(at, widthPx, heightPx, connectivity).filter((other) => mask[other] === value));
    }
  }
  return count;
}
