import { z } from 'zod';
import { encodeOptionsSchema } from '../imaging/index.ts';

const colour = z.string().describe('A colour: #rrggbb, #rgb, white, black.');

/** What a caller may ask of one cutout. */
export const cutoutOptionsSchema = z
  .strictObject({
    /**
     * Format of the result. `rgba` gives decoded pixels and skips encoding. JPEG has no transparency and needs `background`.
     */
    format: z.enum(['png', 'webp', 'avif', 'tiff', 'jpeg', 'rgba']).default('png'),
    /** Put the car on this colour instead of transparency. */
    background: colour.optional(),
    /** 1 to 100, for WebP, AVIF and JPEG. */
    quality: z.int().min(1).max(100).optional(),
    /** Spend a second pass on a close-up of the car and keep the better of both, place by place. About twice the time. */
    careful: z.boolean().default(false),
    /** Estimate the car's own colour where it mixes with the background, so that no rim shows on another one. */
    cleanEdges: z.boolean().default(true),
    /** Remove what does not belong to the car and close holes where it is sure. */
    mend: z.boolean().default(true),
    /** Score the result. */
    report: z.boolean().default(true),
    /** Also give the result so wide, as WebP; never wider than it is. Cheap here, where the pixels are in memory. */
    previewWidthPx: z.int().min(16).max(4096).optional(),
  })
  // What the encoder would refuse is refused before any work is done.
  .superRefine(({ format, background }, context) => {
    if (format === 'rgba') return;
    if (format === 'jpeg' && background === undefined) {
      context.addIssue({ code: 'custom', path: ['background'], message: 'JPEG has no transparency, so a cutout needs a background' });
    }
    const parsed = encodeOptionsSchema.safeParse({ format, background });
    for (const { path, message } of parsed.error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
  });

export type CutoutOptions = z.output<typeof cutoutOptionsSchema>;
export type CutoutOptionsInput = z.input<typeof cutoutOptionsSchema>;
