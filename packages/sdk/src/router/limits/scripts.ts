import * as z from 'zod';
import { defineScript } from '../redis/script.ts';

/**
 * KEYS: the hash of a target (`due`, `held`) and the sorted set of its slots, each with the moment in which its lease ends.
 * ARGV: id of the slot, leaseMs, concurrency (0 for none), intervalMs (0 for none), toleranceMs, askAgainMs. Answers how long to wait: 0 for taken.
 */
export const takeScript = defineScript(
  z.number(),
  `
local now = now_ms()
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('ZSCORE', KEYS[2], ARGV[1]) then return 0 end
local held = tonumber(redis.call('HGET', KEYS[1], 'held') or '0')
if now < held then return held - now end
local concurrency = tonumber(ARGV[3])
if concurrency > 0 and redis.call('ZCARD', KEYS[2]) >= concurrency then return tonumber(ARGV[6]) end
local interval = tonumber(ARGV[4])
if interval > 0 then
  local tolerance = tonumber(ARGV[5])
  local due = tonumber(redis.call('HGET', KEYS[1], 'due') or '0')
  due = math.max(now, math.min(due, now + tolerance + interval))
  if due - tolerance > now then return math.ceil(due - tolerance - now) end
  redis.call('HSET', KEYS[1], 'due', string.format('%.17g', due + interval))
  redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), math.ceil(due + interval - now) + 60000))
end
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 0
`,
);

/** KEYS: the slots of a target. ARGV: leaseMs, then ids. Puts back what a Redis that started anew does not know. */
export const renewScript = defineScript(
  z.number(),
  `
local ends = now_ms() + tonumber(ARGV[1])
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], ends, ARGV[i]) end
return redis.call('PEXPIRE', KEYS[1], ARGV[1])
`,
);

/** KEYS: the hash of a target. ARGV: for how long. */
export const holdScript = defineScript(
  z.number(),
  `
local untilMs = now_ms() + tonumber(ARGV[1])
if untilMs > tonumber(redis.call('HGET', KEYS[1], 'held') or '0') then redis.call('HSET', KEYS[1], 'held', untilMs) end
return redis.call('PEXPIRE', KEYS[1], math.max(redis.call('PTTL', KEYS[1]), tonumber(ARGV[1]) + 60000))
`,
);
