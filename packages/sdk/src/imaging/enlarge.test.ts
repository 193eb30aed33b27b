import { describe, expect, it } from 'vitest';
import { enlarge } from './enlarge.ts';

function disc(widthPx: number, heightPx: number) {
  const data = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => {
    const distance = Math.hypot(((i % widthPx) + 0.5) / widthPx - 0.5, (Math.floor(i / widthPx) + 0.5) / heightPx - 0.5);
    return Math.max(0, Math.min(255, Math.round(127.5 - (distance - 0.3) * widthPx * 60)));
  });
  return { data, widthPx, heightPx, channels: 1 as const };
}

function centroid({ data, widthPx, heightPx }: { data: Uint8Array; widthPx: number; heightPx: number }): [number, number] {
  let [sum, x, y] = [0, 0, 0];
  data.forEach((value, i) => {
    sum += value;
    x += value * ((i % widthPx) + 0.5);
    y += value * (Math.floor(i / widthPx) + 0.5);
  });
  return [x / sum - widthPx / 2, y / sum - heightPx / 2];
}

describe('enlarging', () => {
  it.each([
    ['linear', 501, 333],
    ['cubic', 501, 333],
    ['cubic', 192, 128],
    ['linear', 96, 200],
  ] as const)('keeps a centred disc centred (%s, %i × %i)', (kernel, widthPx, heightPx) => {
    const [x, y] = centroid(enlarge(disc(96, 64), widthPx, heightPx, kernel));
    expect(Math.abs(x)).toBeLessThan(0.02);
    expect(Math.abs(y)).toBeLessThan(0.02);
  });

  it('changes nothing at the same size', () => {
    const data = Uint8Array.from({ length: 3 * 7 * 5 }, (_, i) => (i * 37) % 256);
    for (const kernel of ['linear', 'cubic'] as const)
      expect(enlarge({ data, widthPx: 7, heightPx: 5, channels: 3 }, 7, 5, kernel).data).toEqual(data);
  });

  it('keeps each channel to itself', () => {
    const data = Uint8Array.from({ length: 4 * 9 }, (_, i) => [10, 90, 170, 250][i % 4] ?? 0);
    const { data: large } = enlarge({ data, widthPx: 3, heightPx: 3, channels: 4 }, 11, 6, 'cubic');
    large.forEach((value, i) => {
      expect(value).toBe([10, 90, 170, 250][i % 4]);
    });
  });
});
