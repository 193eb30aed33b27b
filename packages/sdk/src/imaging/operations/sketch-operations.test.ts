import { squaredDistanceTo } from '@forecourt/quality/raster';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lumaOnWhite } from '../on-white.ts';
import { anyPicture } from '../testing/any-picture.ts';
import { drawCar, drawing, photographed } from '../testing/drawings.ts';
import { meanDifference } from '../testing/pictures.ts';
import { applyOperations, type OperationStep } from './apply.ts';
import type { Picture } from './operation.ts';

const one = (picture: Picture, step: OperationStep) => applyOperations(picture, [step]);

/** How thick the dark of a column or row is, counting pixels by how dark they are. */
function thickness(picture: Picture, x: number, from: number, to: number): number {
  const luma = lumaOnWhite(picture);
  let sum = 0;
  for (let y = from; y < to; y++) sum += 1 - (luma[y * picture.widthPx + x] ?? 255) / 255;
  return sum;
}

describe('each operation for sketches', () => {
  const steps: readonly OperationStep[] = [
    { operation: 'contrast' },
    { operation: 'contrast', method: 'local', tiles: 2 },
    { operation: 'clean-background' },
    { operation: 'edges' },
    { operation: 'lines', widthPx: 2 },
    { operation: 'lines', changePx: -1 },
    { operation: 'palette', count: 3 },
    { operation: 'mask-text' },
  ];

  it.each(steps)('%j keeps the size and never changes its input, for any picture; alpha stays or is gone as a whole', async (step) => {
    await fc.assert(
      fc.asyncProperty(anyPicture, async (picture) => {
        const before = picture.data.slice();
        const result = await one(picture, step);
        expect([result.widthPx, result.heightPx, result.data.length]).toEqual([
          picture.widthPx,
          picture.heightPx,
          picture.widthPx * picture.heightPx * result.channels,
        ]);
        expect(Buffer.compare(picture.data, before)).toBe(0);
        // What covers text has the opacity of the ground around it.
        if (result.channels === 4 && step.operation !== 'mask-text')
          for (let at = 3; at < before.length; at += 4) expect(result.data[at]).toBe(before[at]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('contrast', () => {
  it('brings a pale drawing from paper to ink over the whole range, and a second time changes nothing', async () => {
    const sheet = drawing(80, 60, [180, 180, 180]);
    sheet.line(
      [
        [10, 30],
        [70, 30],
      ],
      6,
      [120, 120, 120],
    );
    const once = await one(sheet.picture, { operation: 'contrast' });
    expect([Math.min(...once.data), Math.max(...once.data)]).toEqual([0, 255]);
    expect(await one(once, { operation: 'contrast' })).toBe(once);
  });

  it('leaves a blank sheet with its grain as it is', async () => {
    const blank = photographed(drawing(60, 60).picture, { darkest: 1, shadow: 1, noise: 2, tint: [240, 240, 240] });
    expect(await one(blank, { operation: 'contrast' })).toBe(blank);
  });

  it('opens up a dark corner place by place', async () => {
    const picture = drawing(160, 160, [220, 220, 220]).picture;
    for (let y = 0; y < 160; y++) {
      for (let x = 80; x < 160; x++) picture.data.fill(40 + ((x * 7 + y * 13) % 24), 3 * (y * 160 + x), 3 * (y * 160 + x) + 3);
    }
    const result = lumaOnWhite(await one(picture, { operation: 'contrast', method: 'local', limit: 8 }));
    const corner = Array.from({ length: 400 }, (_, at) => result[(20 + Math.floor(at / 20)) * 160 + 120 + (at % 20)] ?? 0);
    expect(Math.max(...corner) - Math.min(...corner)).toBeGreaterThan(2 * 23);
  });
});

describe('edges', () => {
  it('run where the borders of a disc are known to be, one pixel wide, and nowhere else', async () => {
    const sheet = drawing(120, 100, [230, 230, 230]);
    sheet.disc([60, 50], 30, [40, 40, 40]);
    const { data } = await one(sheet.picture, { operation: 'edges' });
    let edges = 0;
    for (let y = 0; y < 100; y++) {
      for (let x = 0; x < 120; x++) {
        if (data[3 * (y * 120 + x)] !== 0) continue;
        edges++;
        expect(Math.abs(Math.hypot(x + 0.5 - 60, y + 0.5 - 50) - 30)).toBeLessThan(1.5);
      }
    }
    // A circle of radius 30 takes 170 pixels that touch at corners or sides, and 240 that touch at sides alone.
    expect(edges).toBeGreaterThanOrEqual(170);
    expect(edges).toBeLessThanOrEqual(240);
    const isDark = (x: number, y: number) => data[3 * (y * 120 + x)] === 0;
    for (let y = 0; y < 99; y++) {
      for (let x = 0; x < 119; x++) expect(isDark(x, y) && isDark(x + 1, y) && isDark(x, y + 1) && isDark(x + 1, y + 1)).toBe(false);
    }
  });

  it('are found down to a contrast, in the ink that was asked for', async () => {
    const sheet = drawing(60, 60, [128, 128, 128]);
    sheet.box({ leftPx: 0, topPx: 0, widthPx: 30, heightPx: 60 }, [103, 103, 103]);
    const count = (picture: Picture, ink: number) => picture.data.reduce((sum, value) => sum + (value === ink ? 1 : 0), 0) / 3;
    expect(count(await one(sheet.picture, { operation: 'edges', high: 0.12 }), 0)).toBe(0);
    expect(count(await one(sheet.picture, { operation: 'edges', high: 0.08, ink: 'light' }), 255)).toBeGreaterThan(50);
    await expect(one(sheet.picture, { operation: 'edges', low: 0.5, high: 0.4 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('lines', () => {
  const sheet = drawing(200, 160, [255, 250, 240]);
  sheet.line(
    [
      [20, 30],
      [180, 30],
    ],
    3,
  );
  sheet.line(
    [
      [20, 70],
      [180, 70],
    ],
    7,
    [180, 20, 20],
  );
  sheet.line(
    [
      [20, 120],
      [180, 120],
    ],
    12,
    [20, 20, 160],
  );

  it.each([2, 4, 9])('all become %i pixels thick where they were, in their own colours', async (widthPx) => {
    const result = await one(sheet.picture, { operation: 'lines', widthPx });
    for (const [y, ink] of [
      [30, [0, 0, 0]],
      [70, [180, 20, 20]],
      [120, [20, 20, 160]],
    ] as const) {
      const paper =
        255 * (thickness(result, 100, y - 15, y + 15) - thickness(drawing(200, 160, [255, 250, 240]).picture, 100, y - 15, y + 15));
      const dark = 250 - (77 * ink[0] + 150 * ink[1] + 29 * ink[2]) / 256;
      expect(Math.abs(paper / dark - widthPx)).toBeLessThan(0.6);
      // The middle lies between two rows, and one of them is all ink.
      const differences = [y - 1, y].map((row) =>
        meanDifference(result.data.slice(3 * (row * 200 + 100), 3 * (row * 200 + 101)), Uint8Array.from(ink)),
      );
      expect(Math.min(...differences)).toBeLessThan(16);
    }
  });

  it.each([4, -2])('become %i pixels thicker', async (changePx) => {
    const black = drawing(100, 60);
    black.line(
      [
        [10, 30],
        [90, 30],
      ],
      6,
    );
    const result = await one(black.picture, { operation: 'lines', changePx });
    expect(Math.abs(thickness(result, 50, 10, 50) - (6 + changePx))).toBeLessThan(0.6);
  });

  it('do not vanish, however much thinner they are made', async () => {
    const result = await one(sheet.picture, { operation: 'lines', changePx: -20 });
    for (const y of [30, 70, 120]) expect(thickness(result, 100, y - 10, y + 10)).toBeGreaterThan(0.5);
  });

  it('do not become of what is an area', async () => {
    const filled = drawing(200, 120);
    filled.disc([60, 60], 30, [30, 30, 30]);
    filled.line(
      [
        [120, 60],
        [190, 60],
      ],
      8,
    );
    const result = await one(filled.picture, { operation: 'lines', widthPx: 2, areaFromPx: 20 });
    expect(thickness(result, 60, 0, 120)).toBeGreaterThan(52);
    expect(thickness(result, 160, 0, 120)).toBeLessThan(3);
  });

  it('of a blank sheet are none, and it stays as it is', async () => {
    const blank = drawing(50, 50, [240, 240, 240]).picture;
    expect(meanDifference((await one(blank, { operation: 'lines', widthPx: 3 })).data, blank.data)).toBe(0);
  });

  it('drawn on a transparent canvas are drawn on white', async () => {
    const data = new Uint8Array(60 * 60 * 4);
    for (let x = 10; x < 50; x++) for (let y = 29; y < 31; y++) data[4 * (y * 60 + x) + 3] = 255;
    const result = await one({ data, widthPx: 60, heightPx: 60, channels: 4 }, { operation: 'lines', widthPx: 6 });
    expect(result.channels).toBe(3);
    expect(Math.abs(thickness(result, 30, 0, 60) - 6)).toBeLessThan(0.6);
  });
});

describe('clean-background', () => {
  const gridded = () => {
    const sheet = drawing(800, 560);
    for (let x = 12; x < 800; x += 25)
      sheet.line(
        [
          [x, 0],
          [x + 6, 560],
        ],
        1.3,
        [180, 205, 230],
      );
    for (let y = 12; y < 560; y += 25)
      sheet.line(
        [
          [0, y],
          [800, y - 6],
        ],
        1.3,
        [180, 205, 230],
      );
    return sheet;
  };
  const ink = drawing(800, 560);
  drawCar(ink, 100, 140, 1, 4);
  const isInk = Uint8Array.from(lumaOnWhite(ink.picture), (luma) => (luma < 128 ? 1 : 0));
  const away = squaredDistanceTo(isInk, 800, 560, 1);

  it.each([
    ['in uneven light and a hand’s shadow', {}, false],
    ['in lamp light, with noise', { noise: 7, tint: [255, 225, 170], shadow: 1 }, false],
    ['on squared paper', {}, true],
  ] as const)('leaves what was drawn and nothing else, %s', async (_how, photo, hasGrid) => {
    const sheet = hasGrid ? gridded() : drawing(800, 560);
    drawCar(sheet, 100, 140, 1, 4);
    const luma = lumaOnWhite(await one(photographed(sheet.picture, photo), { operation: 'clean-background' }));
    let [kept, inked, dirty, paper] = [0, 0, 0, 0];
    for (let at = 0; at < luma.length; at++) {
      if (isInk[at] === 1) {
        inked++;
        if ((luma[at] ?? 255) < 128) kept++;
      } else if ((away[at] ?? 0) > 4) {
        paper++;
        if ((luma[at] ?? 0) < 250) dirty++;
      }
    }
    expect(kept / inked).toBeGreaterThan(0.97);
    expect(dirty / paper).toBeLessThan(0.001);
  });

  it('keeps a grid where that is asked for, a single ruled line in any case, and areas of colour', async () => {
    const sheet = drawing(800, 560);
    sheet.line(
      [
        [40, 500],
        [760, 497],
      ],
      1.5,
      [150, 150, 160],
    );
    sheet.disc([600, 200], 80, [220, 60, 50]);
    drawCar(sheet, 60, 140, 0.8, 4);
    const clean = await one(photographed(sheet.picture), { operation: 'clean-background' });
    expect(thickness(clean, 300, 480, 520)).toBeGreaterThan(0.4);
    const at = 3 * (200 * 800 + 600);
    expect((clean.data[at] ?? 0) - (clean.data[at + 1] ?? 0)).toBeGreaterThan(100);
    const squared = photographed(gridded().picture);
    const marks = (picture: Picture) => lumaOnWhite(picture).reduce((sum, luma) => sum + (luma < 250 ? 1 : 0), 0) / (800 * 560);
    expect(marks(await one(squared, { operation: 'clean-background', grid: 'keep' }))).toBeGreaterThan(0.05);
  });

  it('makes a blank sheet white', async () => {
    const clean = await one(photographed(drawing(300, 200).picture), { operation: 'clean-background' });
    expect(clean.data.reduce((sum, value) => sum + (value < 250 ? 1 : 0), 0) / clean.data.length).toBeLessThan(0.002);
  });

  it('leaves a clean drawing about as it is', async () => {
    const clean = await one(ink.picture, { operation: 'clean-background' });
    expect(meanDifference(clean.data, ink.picture.data)).toBeLessThan(1);
  });
});
