import { describe, expect, it } from 'vitest';
import type { Area } from '../copy-area.ts';
import { lumaOnWhite } from '../on-white.ts';
import { applyOperations } from '../operations/apply.ts';
import { drawCar, drawing, photographed } from '../testing/drawings.ts';
import { findText } from './find-text.ts';

/** Shared part of two boxes. */
function overlap(one: Area, other: Area): number {
  const width = Math.min(one.leftPx + one.widthPx, other.leftPx + other.widthPx) - Math.max(one.leftPx, other.leftPx);
  const height = Math.min(one.topPx + one.heightPx, other.topPx + other.heightPx) - Math.max(one.topPx, other.topPx);
  const both = Math.max(0, width) * Math.max(0, height);
  return both / (one.widthPx * one.heightPx + other.widthPx * other.heightPx - both);
}

function sketchWithText() {
  const sheet = drawing(900, 600);
  drawCar(sheet, 150, 150, 1, 4);
  const boxes = [
    sheet.text('MAKE THE CAR RED', 60, 40, 44, 4),
    sheet.text('NO 24 WHEELS', 500, 520, 26, 3, [40, 60, 160]),
    sheet.text('ROAD', 60, 530, 34, 5, [190, 30, 30]),
  ];
  return { sheet, boxes };
}

describe('text on a sketch', () => {
  it('is found where it was written, and nothing of the car is taken for it', () => {
    const { sheet, boxes } = sketchWithText();
    const found = findText(sheet.picture);
    expect(found).toHaveLength(3);
    for (const box of boxes) expect(Math.max(...found.map((region) => overlap(region, box)))).toBeGreaterThan(0.85);
    expect(found.map(({ characters }) => characters).sort((one, other) => one - other)).toEqual([4, 10, 13]);
  });

  it('is found on photographed paper once that is cleaned', async () => {
    const { sheet, boxes } = sketchWithText();
    const found = findText(await applyOperations(photographed(sheet.picture), [{ operation: 'clean-background' }]));
    for (const box of boxes) expect(Math.max(...found.map((region) => overlap(region, box)))).toBeGreaterThan(0.8);
    expect(found).toHaveLength(3);
  });

  it('is found in light on dark', () => {
    const sheet = drawing(600, 300, [30, 30, 40]);
    const box = sheet.text('SALE 24', 80, 100, 40, 5, [240, 240, 230]);
    const found = findText(sheet.picture);
    expect(found).toHaveLength(1);
    expect(overlap(found[0] ?? box, box)).toBeGreaterThan(0.85);
  });

  it.each<[string, (sheet: ReturnType<typeof drawing>) => void]>([
    ['an empty sheet', () => undefined],
    ['a car', (sheet) => drawCar(sheet, 100, 100, 1, 4)],
    [
      'hatching',
      (sheet) => {
        for (let x = 100; x < 400; x += 14)
          sheet.line(
            [
              [x, 100],
              [x + 6, 140],
            ],
            3,
          );
      },
    ],
    [
      'dashes',
      (sheet) => {
        for (let x = 100; x < 600; x += 40)
          sheet.line(
            [
              [x, 200],
              [x + 22, 200],
            ],
            8,
          );
      },
    ],
    [
      'a row of equal bolts',
      (sheet) => {
        for (let x = 100; x < 400; x += 40) sheet.circle([x, 200], 10, 3);
      },
    ],
  ])('is not found in %s', (_what, draw) => {
    const sheet = drawing(800, 400);
    draw(sheet);
    expect(findText(sheet.picture)).toEqual([]);
  });

  it('is covered by the ground around it, or by a colour, and the car stays', async () => {
    const { sheet, boxes } = sketchWithText();
    const masked = lumaOnWhite(await applyOperations(sheet.picture, [{ operation: 'mask-text' }]));
    const pink = await applyOperations(sheet.picture, [{ operation: 'mask-text', fill: '#ff00ff' }]);
    for (const { leftPx, topPx, widthPx, heightPx } of boxes) {
      for (let y = topPx; y < topPx + heightPx; y++) {
        for (let x = leftPx; x < leftPx + widthPx; x++) expect(masked[y * 900 + x]).toBe(255);
      }
      const middle = 3 * ((topPx + (heightPx >> 1)) * 900 + leftPx + Math.round(widthPx / 2));
      expect([...pink.data.subarray(middle, middle + 3)]).toEqual([255, 0, 255]);
    }
    const car = drawing(900, 600);
    drawCar(car, 150, 150, 1, 4);
    expect(Buffer.compare(masked, lumaOnWhite(car.picture))).toBe(0);
  });
});
