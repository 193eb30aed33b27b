import { z } from 'zod';
import { colourSchema } from '../colour.ts';

const quality = z.int().min(1).max(100);
/** Pictures without an alpha channel need to know what shows through; `transparent` keeps it. */
const background = z.union([z.literal('transparent'), colourSchema]).optional();

/**
 * How a picture is written.
 *
 * - `png`: lossless, true colour, never a palette. `effort` 0 to 9 (default 2) trades time for size, from 0.1 to 5 s at 12 MP.
 * - `webp`, `avif`: `quality` 1 to 100, or `lossless`; `effort` as the format has it.
 * - `tiff`: lossless, LZW, alpha kept.
 * - `jpeg`: no alpha, so a cutout needs a `background`. `quality` 90 keeps paint free of blocks.
 *
 * `background` is `#rrggbb`, `#rgb`, `white` or `black`; where the format has alpha also `transparent`, which is the default.
 */
export const encodeOptionsSchema = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('png'), effort: z.int().min(0).max(9).default(2), background }),
  z.strictObject({
    format: z.literal('webp'),
    quality: quality.default(85),
    lossless: z.boolean().default(false),
    effort: z.int().min(0).max(6).default(2),
    background,
  }),
  z.strictObject({
    format: z.literal('avif'),
    quality: quality.default(60),
    lossless: z.boolean().default(false),
    effort: z.int().min(0).max(9).default(2),
    background,
  }),
  z.strictObject({ format: z.literal('tiff'), background }),
  z.strictObject({
    format: z.literal('jpeg'),
    quality: quality.default(90),
    progressive: z.boolean().default(false),
    background: colourSchema.optional(),
  }),
]);

/** Encoding options as a caller gives them. */
export type EncodeOptions = z.input<typeof encodeOptionsSchema>;

/** Encoding options with every default filled in. */
export type ParsedEncodeOptions = z.output<typeof encodeOptionsSchema>;

/** File formats that are written. */
export const outputFormats = encodeOptionsSchema.options.map((option) => option.shape.format.value);

/** One of the file formats that are written. */
export type OutputFormat = EncodeOptions['format'];
