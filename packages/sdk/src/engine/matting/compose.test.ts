import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import { describe, expect, it } from 'vitest';
import { enlarge } from '../../imaging/enlarge.ts';
import { estimateColours } from './colours.ts';
import { composeCutout } from './compose.ts';

function disc(widthPx: number, heightPx: number, radius: number): MaskPixels {
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const distance = Math.hypot((x + 0.5) / widthPx - 0.5, (y + 0.5) / heightPx - 0.5) - radius;
      data[y * widthPx + x] = Math.max(0, Math.min(255, Math.round(127.5 - distance * widthPx * 60)));
    }
  }
  return { data, widthPx, heightPx, channels: 1 };
}

function plain(widthPx: number, heightPx: number, colour: readonly [number, number, number]): RgbPixels {
  return { data: Uint8Array.from({ length: 3 * widthPx * heightPx }, (_, i) => colour[i % 3] ?? 0), widthPx, heightPx, channels: 3 };
}

const alphaOf = (rgba: Uint8Array) => rgba.filter((_, i) => i % 4 === 3);

describe('composing a cutout', () => {
  it('enlarges a mask as the cubic filter does, computed everywhere', () => {
    const mask = disc(96, 64, 0.3);
    const cutout = composeCutout(plain(501, 333, [90, 60, 30]), mask);
    const reference = enlarge(mask, 501, 333, 'cubic');
    const worst = alphaOf(cutout.data).reduce((most, alpha, i) => Math.max(most, Math.abs(alpha - (reference.data[i] ?? 0))), 0);
    expect(worst).toBeLessThanOrEqual(1);
  });

  it.each([
    [1, 1],
    [2, 3],
    [7, 5],
  ])('takes a mask of the photo’s own size as it is (%i × %i)', (widthPx, heightPx) => {
    const data = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => (i * 83) % 256);
    const cutout = composeCutout(plain(widthPx, heightPx, [1, 2, 3]), { data, widthPx, heightPx, channels: 1 });
    expect(alphaOf(cutout.data)).toEqual(data);
  });

  it('zeroes colour under alpha 0 and keeps the photo’s colour under alpha 255', () => {
    const cutout = composeCutout(plain(64, 64, [200, 100, 50]), disc(32, 32, 0.3));
    for (let i = 0; i < cutout.data.length; i += 4) {
      const [red, green, blue, alpha] = cutout.data.subarray(i, i + 4);
      if (alpha === 0) expect([red, green, blue]).toEqual([0, 0, 0]);
      else expect([red, green, blue]).toEqual([200, 100, 50]);
    }
  });
});

describe('estimating the car’s colour at its edge', () => {
  const mask = disc(256, 256, 0.3);
  const [car, ground] = [plain(256, 256, [240, 240, 240]), plain(256, 256, [200, 20, 20])];
  const mixed: RgbPixels = {
    ...car,
    data: car.data.map((value, i) => {
      const alpha = (mask.data[Math.floor(i / 3)] ?? 0) / 255;
      return Math.round(alpha * value + (1 - alpha) * (ground.data[i] ?? 0));
    }),
  };

  it('removes the rim that a red wall leaves on a white car', () => {
    const reddest = (rgba: Uint8Array) => {
      let worst = 0;
      for (let i = 0; i < rgba.length; i += 4) if ((rgba[i + 3] ?? 0) > 25) worst = Math.max(worst, (rgba[i] ?? 0) - (rgba[i + 1] ?? 0));
      return worst;
    };
    expect(reddest(composeCutout(mixed, mask).data)).toBeGreaterThan(150);
    expect(reddest(composeCutout(mixed, mask, estimateColours(mixed, mask)).data)).toBeLessThan(15);
  });

  it('says nothing wild where there is no car at all, or nothing else', () => {
    for (const alpha of [0, 128, 255]) {
      const flat: MaskPixels = { data: new Uint8Array(64 * 64).fill(alpha), widthPx: 64, heightPx: 64, channels: 1 };
      const photo = plain(64, 64, [120, 130, 140]);
      const cutout = composeCutout(photo, flat, estimateColours(photo, flat));
      if (alpha > 0) expect([...cutout.data.subarray(0, 4)]).toEqual([120, 130, 140, alpha]);
      else expect(cutout.data.every((value) => value === 0)).toBe(true);
    }
  });
});
