import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mendMask } from './mend.ts';

/** A scene of 400 × 300 px, described in its own pixels; `scale` draws it larger. */
const [widthPx, heightPx] = [400, 300];
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface Part extends Box {
  readonly alpha: number;
  /** Brightness of the photo there. */
  readonly grey?: number;
}

const car: Part = { x: 100, y: 100, width: 200, height: 100, alpha: 255, grey: 180 };

/** Later parts are painted over earlier ones; the ground is `around` bright. */
function draw(parts: readonly Part[], { around = 140, scale = 1 } = {}): { mask: MaskPixels; picture: RgbPixels } {
  const [width, height] = [Math.round(widthPx * scale), Math.round(heightPx * scale)];
  const alpha = new Uint8Array(width * height);
  const rgb = new Uint8Array(3 * width * height).fill(around);
  for (const part of parts) {
    for (let y = Math.round(part.y * scale); y < Math.round((part.y + part.height) * scale); y++) {
      const from = y * width + Math.round(part.x * scale);
      const to = y * width + Math.round((part.x + part.width) * scale);
      alpha.fill(part.alpha, from, to);
      if (part.grey !== undefined) rgb.fill(part.grey, 3 * from, 3 * to);
    }
  }
  return {
    mask: { data: alpha, widthPx: width, heightPx: height, channels: 1 },
    picture: { data: rgb, widthPx: width, heightPx: height, channels: 3 },
  };
}

/** The mended alpha in the middle of a box. */
function mended(parts: readonly Part[], options: { around?: number; scale?: number } = {}): (box: Box) => number {
  const { scale = 1 } = options;
  const { mask, picture } = draw(parts, options);
  const { data, widthPx: width } = mendMask(mask, picture);
  return ({ x, y, width: boxWidth, height: boxHeight }) =>
    data[Math.round((y + boxHeight / 2) * scale) * width + Math.round((x + boxWidth / 2) * scale)] ?? -1;
}

describe('what does not belong to the car', () => {
  const bystander: Part = { x: 350, y: 120, width: 20, height: 60, alpha: 255 };
  const fleck: Part = { x: 20, y: 20, width: 4, height: 4, alpha: 255 };
  const haze: Part = { x: 20, y: 220, width: 60, height: 40, alpha: 50 };

  it.each([1, 2.37, 4])('goes, at %i times the size: bystanders, flecks and haze', (scale) => {
    const at = mended([car, bystander, fleck, haze], { scale });
    expect([bystander, fleck, haze].map(at)).toEqual([0, 0, 0]);
    expect(at(car)).toBe(255);
  });

  it('does not take the other half of a car behind a lamp post', () => {
    const [front, rear]: Part[] = [
      { ...car, width: 90 },
      { ...car, x: 204, width: 96 },
    ];
    if (!front || !rear) throw new Error('two halves');
    const at = mended([front, rear]);
    expect([at(front), at(rear)]).toEqual([255, 255]);
  });

  it('does not take the tip of an aerial close to the roof', () => {
    const tip: Part = { x: 200, y: 92, width: 6, height: 6, alpha: 255 };
    expect(mended([car, tip])(tip)).toBe(255);
  });

  it('does not take the soft edge of the car', () => {
    const edge: Part = { x: 99, y: 100, width: 1, height: 100, alpha: 90 };
    const { mask, picture } = draw([car, edge]);
    expect(mendMask(mask, picture).data[150 * widthPx + 99]).toBe(90);
  });

  it('is nothing where there is no car at all, so that doubt stays to be told', () => {
    const doubt: Part = { ...car, alpha: 60 };
    expect(mended([doubt])(doubt)).toBe(60);
    expect(mended([])(car)).toBe(0);
  });
});

describe('what is car for sure', () => {
  const hole = (changes: Partial<Part>): Part => ({ x: 150, y: 140, width: 14, height: 14, alpha: 0, ...changes });

  it.each([1, 2.37, 4])('is closed at %i times the size: a small dark hole in surroundings that are lighter', (scale) => {
    const dark = hole({ grey: 12 });
    expect(mended([car, dark], { scale })(dark)).toBe(255);
  });

  it('is closed where the mask is in doubt instead of open', () => {
    const doubt = hole({ alpha: 110, grey: 200 });
    expect(mended([car, doubt])(doubt)).toBe(255);
  });

  it('is made opaque deep inside, where networks leave dark grilles half-transparent', () => {
    const grille: Part = { ...hole({}), alpha: 180, grey: 30 };
    expect(mended([car, grille])(grille)).toBe(255);
  });

  it.each<[string, Part, number]>([
    ['through which one sees the bright ground', hole({ grey: 160 }), 140],
    ['that is as dark as all around the car', hole({ grey: 12 }), 12],
    ['that is as large as a window', hole({ x: 120, y: 110, width: 100, height: 50, grey: 12 }), 140],
    ['that is open to the outside', hole({ x: 150, y: 90, width: 14, height: 60, grey: 12 }), 140],
  ])('is not a hole %s', (_title, part, around) => {
    expect(mended([car, part], { around })(part)).toBe(0);
  });
});

describe('mending', () => {
  const box = fc.record({
    x: fc.integer({ min: 0, max: 380 }),
    y: fc.integer({ min: 0, max: 280 }),
    width: fc.integer({ min: 1, max: 200 }),
    height: fc.integer({ min: 1, max: 150 }),
    alpha: fc.nat({ max: 255 }),
    grey: fc.nat({ max: 255 }),
  });

  it('leaves a clean mask as it is', () => {
    const { mask, picture } = draw([car, { x: 120, y: 70, width: 120, height: 40, alpha: 255, grey: 60 }]);
    expect(Buffer.compare(mendMask(mask, picture).data, mask.data)).toBe(0);
  });

  it('changes no size, not the mask that it was given, and invents no car where there was no alpha around', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 6 }), fc.constantFrom(1, 1.31, 2.6), (parts, scale) => {
        const clipped = parts.map((part) => ({
          ...part,
          width: Math.min(part.width, widthPx - part.x),
          height: Math.min(part.height, heightPx - part.y),
        }));
        const { mask, picture } = draw(clipped, { scale });
        const before = mask.data.slice();
        const result = mendMask(mask, picture);
        expect(Buffer.compare(mask.data, before)).toBe(0);
        expect([result.widthPx, result.heightPx, result.data.length]).toEqual([mask.widthPx, mask.heightPx, mask.data.length]);
        if (before.every((alpha) => alpha === 0)) expect(result.data.every((alpha) => alpha === 0)).toBe(true);
        // A row without any alpha lies outside of every hole.
        for (let y = 0; y < mask.heightPx; y++) {
          const row = y * mask.widthPx;
          if (before.subarray(row, row + mask.widthPx).some((alpha) => alpha > 0)) continue;
          expect(result.data.subarray(row, row + mask.widthPx).some((alpha) => alpha > 0)).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('takes masks of any size, down to a single pixel', () => {
    for (const [width, height] of [
      [1, 1],
      [3, 700],
      [1025, 2],
    ] as const) {
      const mask: MaskPixels = { data: new Uint8Array(width * height).fill(255), widthPx: width, heightPx: height, channels: 1 };
      const picture: RgbPixels = { data: new Uint8Array(3 * width * height).fill(100), widthPx: width, heightPx: height, channels: 3 };
      expect(mendMask(mask, picture).data.every((alpha) => alpha === 255)).toBe(true);
    }
  });
});
