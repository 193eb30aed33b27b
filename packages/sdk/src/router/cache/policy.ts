import * as z from 'zod';

/** What a cache of results keeps, and for how long. */
export const cachePolicySchema = z.strictObject({
  mostBytes: z.int().min(1).default(256_000_000).describe('Of all results together; those that were not asked for longest make room.'),
  mostEntryBytes: z.int().min(1).default(32_000_000).describe('A larger result is not kept.'),
  keepMs: z.int().min(1).default(86_400_000),
});

/** What a cache that several processes share needs besides: who makes a result that none has yet. */
export const sharedCacheSchema = z.strictObject({
  leaseMs: z
    .int()
    .min(30)
    .default(10_000)
    .describe('Where a process died that was making a result, another one begins after so long at most.'),
  lookAgainMs: z.int().min(1).default(100).describe('How often to look for a result of another process where no message can come.'),
});
