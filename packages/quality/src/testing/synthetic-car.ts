import { seededRandom } from '../evaluate/random.ts';
import type { MaskPixels, RgbPixels } from '../pixels.ts';

type Colour = readonly [number, number, number];

/**
 * A red car before a wall, on grey ground with its shadow, drawn with antialiased edges; `truth` is its exact coverage. Tests
 * need no files and know every pixel. The car keeps its place for every size of the same aspect ratio.
 */
export function syntheticCar(widthPx = 480, heightPx = 320, noise = 2): { photo: RgbPixels; truth: MaskPixels } {
  const random = seededRandom(widthPx * 7919 + heightPx);
  const photo = new Uint8Array(widthPx * heightPx * 3);
  const truth = new Uint8Array(widthPx * heightPx);
  const steps = 3;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const sum = [0, 0, 0];
      let covered = 0;
      for (let sub = 0; sub < steps * steps; sub++) {
        const u = (x + ((sub % steps) + 0.5) / steps) / heightPx - (widthPx / heightPx - 1.5) / 2;
        const v = (y + (Math.floor(sub / steps) + 0.5) / steps) / heightPx;
        const car = carColour(u, v);
        if (car) covered++;
        const colour = car ?? groundColour(u, v);
        for (let channel = 0; channel < 3; channel++) sum[channel] = (sum[channel] ?? 0) + (colour[channel] ?? 0);
      }
      const grain = noise * (random() + random() + random() - 1.5) * 2;
      for (let channel = 0; channel < 3; channel++) {
        photo[(y * widthPx + x) * 3 + channel] = Math.min(255, Math.max(0, (sum[channel] ?? 0) / (steps * steps) + grain));
      }
      truth[y * widthPx + x] = Math.round((255 * covered) / (steps * steps));
    }
  }
  return { photo: { data: photo, widthPx, heightPx, channels: 3 }, truth: { data: truth, widthPx, heightPx, channels: 1 } };
}

/** `u` runs from 0 to 1.5, `v` from 0 to 1, downwards. */
function carColour(u: number, v: number): Colour | undefined {
  for (const centre of [0.45, 1.05]) {
    const away = Math.hypot(u - centre, v - 0.68);
    if (away < 0.05) return [170, 172, 175];
    if (away < 0.095) return [24, 24, 26];
  }
  const roundness = 0.05;
  const bodyX = Math.max(0, Math.abs(u - 0.75) - 0.5 + roundness);
  const bodyY = Math.max(0, Math.abs(v - 0.58) - 0.11 + roundness);
  const inBody = Math.hypot(bodyX, bodyY) < roundness;
  const cabin = (v - 0.33) / 0.16;
  const inCabin = cabin > 0 && cabin < 1 && Math.abs(u - 0.75) < 0.2 + 0.1 * cabin;
  const inGlass = cabin > 0.15 && cabin < 0.92 && Math.abs(u - 0.75) < 0.16 + 0.1 * cabin && Math.abs(u - 0.75) > 0.015;
  if (inGlass) return [70, 84, 96];
  if (inBody || inCabin) return [186 - 90 * (v - 0.3), 28, 34];
  return undefined;
}

function groundColour(u: number, v: number): Colour {
  if (v < 0.55) {
    // Bricks, so that the wall has edges of its own.
    const mortar = (v * 24) % 1 < 0.12 || (u * 12 + (Math.floor(v * 24) % 2) / 2) % 1 < 0.06;
    return mortar ? [196, 190, 178] : [158, 142, 118];
  }
  const shadow = Math.hypot((u - 0.75) / 0.56, (v - 0.76) / 0.05);
  const light = 0.45 + 0.55 * Math.min(1, Math.max(0, (shadow - 0.7) / 0.5));
  const grey = 128 + 10 * Math.sin(u * 40) * Math.sin(v * 55);
  return [grey * light, grey * light, (grey + 4) * light];
}
