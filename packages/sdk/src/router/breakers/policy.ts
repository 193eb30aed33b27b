import { type ErrorCode, isErrorCode } from '@forecourt/errors';
import * as z from 'zod';

/**
 * When a breaker opens and how long it stays so. The states are those of Nygard, "Release It!"; counting within a window, and asking for a number
 * and a share of failures, is what resilience4j does by default (share 50 %).
 */
export const breakerPolicySchema = z.strictObject({
  windowMs: z.int().min(10).default(60_000).describe('Failures older than that are forgotten.'),
  failures: z.int().min(1).default(5).describe('It opens at so many failures …'),
  failureShare: z.number().gt(0).max(1).default(0.5).describe('… if they are such a share of all calls of the window.'),
  opensAtOnce: z
    .array(z.custom<ErrorCode>((code) => typeof code === 'string' && isErrorCode(code), 'is no error code'))
    .default(['PROVIDER_UNAUTHENTICATED', 'PROVIDER_OUT_OF_CREDIT'])
    .describe('Failures that the next call would meet too.'),
  coolDownMs: z
    .int()
    .min(1)
    .default(5000)
    .describe('Nothing is sent for so long after it opened; twice as long after each probe that failed.'),
  longestCoolDownMs: z.int().min(1).default(300_000),
  jitter: z.number().min(0).max(1).default(0.2).describe('Share of the cool-down that is added by chance, so that not all probe at once.'),
  probeLeaseMs: z.int().min(1).default(180_000).describe('A probe that says nothing for so long is forgotten, and the next call is one.'),
});
export type BreakerPolicy = z.output<typeof breakerPolicySchema>;

/** The window is kept in so many parts; the oldest is forgotten as a whole. */
export const windowParts = 10;

/** @param chance from 0 to 1 */
export function coolDownMs({ coolDownMs, longestCoolDownMs, jitter }: BreakerPolicy, timesOpened: number, chance: number): number {
  const base = Math.min(longestCoolDownMs, coolDownMs * 2 ** (timesOpened - 1));
  return Math.round(base * (1 + jitter * chance));
}
