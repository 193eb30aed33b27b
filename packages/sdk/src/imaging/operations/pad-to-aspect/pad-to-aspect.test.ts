import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyPicture } from '../../testing/any-picture.ts';
import { applyOperations, type OperationStep } from '../apply.ts';
import type { Picture } from '../operation.ts';

const one = (picture: Picture, step: OperationStep) => applyOperations(picture, [step]);

describe('pad-to-aspect', () => {
  it('gives the proportions, and cutting it off again gives the same pixels, for any picture', async () => {
    const side = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        anyPicture,
        side,
        side,
        fc.constantFrom('transparent', 'white', '#123456'),
        async (picture, widthPx, heightPx, background) => {
          const result = await one(picture, { operation: 'pad-to-aspect', widthPx, heightPx, background });
          // To the nearest pixel of the side that grew.
          const off = Math.min(
            Math.abs(result.widthPx - (result.heightPx * widthPx) / heightPx),
            Math.abs(result.heightPx - (result.widthPx * heightPx) / widthPx),
          );
          expect(off).toBeLessThanOrEqual(0.5);
          const leftPx = Math.floor((result.widthPx - picture.widthPx) / 2);
          const topPx = Math.floor((result.heightPx - picture.heightPx) / 2);
          const inner = await one(result, { operation: 'crop', leftPx, topPx, widthPx: picture.widthPx, heightPx: picture.heightPx });
          for (let pixel = 0; pixel < picture.widthPx * picture.heightPx; pixel++) {
            for (let channel = 0; channel < picture.channels; channel++) {
              expect(inner.data[pixel * inner.channels + channel]).toBe(picture.data[pixel * picture.channels + channel]);
            }
          }
          if (result === picture) return;
          expect(result.channels).toBe(background === 'transparent' ? 4 : picture.channels);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
