import fc from 'fast-check';
import type { Picture } from '../operations/operation.ts';

const byte = fc.integer({ min: 0, max: 255 });

/** Small pictures of a few colours or of many, with alpha or without. */
export const anyPicture = fc
  .record({
    widthPx: fc.integer({ min: 1, max: 12 }),
    heightPx: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom<3 | 4>(3, 4),
    inks: fc.array(fc.tuple(byte, byte, byte, fc.constantFrom(0, 120, 255, 255)), { minLength: 1, maxLength: 9 }),
    seed: fc.nat(1000),
  })
  .map(({ widthPx, heightPx, channels, inks, seed }): Picture => {
    const data = new Uint8Array(widthPx * heightPx * channels);
    for (let at = 0, pixel = seed; at < data.length; at += channels, pixel = (pixel * 31 + 7) % 10_007) {
      data.set((inks[pixel % inks.length] ?? []).slice(0, channels), at);
    }
    return channels === 3 ? { data, widthPx, heightPx, channels } : { data, widthPx, heightPx, channels };
  });
