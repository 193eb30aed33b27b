import * as z from 'zod';
import { defineScript } from '../redis/script.ts';

/**
 * KEYS: the result, the sorted set of kept results by the moment in which they expire, the hash of their sizes (`*` is the sum). ARGV: name, bytes,
 * size, keepMs, mostBytes, start of the names of results. What expired is cleaned up; where room is short, the oldest goes.
 */
export const keepScript = defineScript(
  z.number(),
  `
local now = now_ms()
local sum = tonumber(redis.call('HGET', KEYS[3], '*') or '0')
local function drop(name)
  sum = sum - tonumber(redis.call('HGET', KEYS[3], name) or '0')
  redis.call('HDEL', KEYS[3], name)
  redis.call('ZREM', KEYS[2], name)
  redis.call('DEL', ARGV[6] .. name)
end
drop(ARGV[1])
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, 1000)) do drop(name) end
while sum + tonumber(ARGV[3]) > tonumber(ARGV[5]) do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  if not oldest then sum = 0 break end
  drop(oldest)
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[4])
redis.call('ZADD', KEYS[2], now + tonumber(ARGV[4]), ARGV[1])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[3], '*', string.format('%.0f', sum + tonumber(ARGV[3])))
for index = 2, 3 do redis.call('PEXPIRE', KEYS[index], tonumber(ARGV[4]) + 60000) end
return 1
`,
);

/** KEYS: the sorted set, the sizes. ARGV: start of the names. Cleans up, and answers how many there are and their bytes. */
export const statsScript = defineScript(
  z.tuple([z.number(), z.number()]),
  `
local sum = tonumber(redis.call('HGET', KEYS[2], '*') or '0')
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now_ms())) do
  sum = sum - tonumber(redis.call('HGET', KEYS[2], name) or '0')
  redis.call('HDEL', KEYS[2], name)
  redis.call('ZREM', KEYS[1], name)
end
local count = redis.call('ZCARD', KEYS[1])
if count == 0 then sum = 0 redis.call('DEL', KEYS[2]) else redis.call('HSET', KEYS[2], '*', string.format('%.0f', sum)) end
return {count, sum}
`,
);

/** KEYS: the result, the lock of its making. ARGV: token, leaseMs. Answers 'kept', 'mine', or how long the lock of somebody else lasts. */
export const enterScript = defineScript(
  z.union([z.enum(['kept', 'mine']), z.number()]),
  `
if redis.call('EXISTS', KEYS[1]) == 1 then return 'kept' end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) or redis.call('GET', KEYS[2]) == ARGV[1] then return 'mine' end
return redis.call('PTTL', KEYS[2])
`,
);

/** KEYS: the lock. ARGV: token, leaseMs. */
export const renewScript = defineScript(
  z.number(),
  `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`,
);

/** KEYS: the lock. ARGV: token, channel, name. Whoever waits is woken, whether there is a result or not. */
export const leaveScript = defineScript(
  z.number(),
  `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return redis.call('PUBLISH', ARGV[2], ARGV[3])
`,
);
