import * as z from 'zod';

/** How long who has to wait is sent away. */
export const limitsPolicySchema = z.strictObject({
  askAgainMs: z.int().min(1).default(100).describe('Said to whoever found every place taken: when one is free, nobody can know.'),
  longestHoldMs: z.int().min(1).default(86_400_000).describe('No provider is believed that asks to wait longer.'),
});

/** What limits that several processes share need besides. */
export const sharedLimitsSchema = z.strictObject({
  leaseMs: z.int().min(30).default(30_000).describe('A process that died gives its places back after so long at most.'),
});
