import { z } from 'zod';

/**
 * How much a picture may cost. Files come from phones, mails and strangers, so each of these is checked before a
 * decoder allocates anything.
 *
 * - `bytes`: size of the file. 64 MB holds a 100 MP phone photo.
 * - `pixels`: width times height after decoding. 120 MP is above the largest phone sensor on sale (108 MP).
 * - `minSidePx`: shorter side. Below 32 px there is no car to see, only an icon.
 * - `timeMs`: decoding, from the moment it starts. Waiting for other pictures does not count.
 * - `memoryBytes`: what decoding is estimated to hold at its peak.
 */
export const imageLimitsSchema = z.strictObject({
  bytes: z.int().positive().default(64_000_000),
  pixels: z.int().positive().default(120_000_000),
  minSidePx: z.int().positive().default(32),
  timeMs: z.int().positive().max(3_600_000).default(20_000),
  memoryBytes: z.int().positive().default(1_500_000_000),
});

/** All limits, each with a value. */
export type ImageLimits = z.output<typeof imageLimitsSchema>;

/** Limits as a caller gives them: what is left out has its default. */
export type ImageLimitsInput = z.input<typeof imageLimitsSchema>;
