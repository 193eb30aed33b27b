import * as z from 'zod';
import { defineScript } from '../redis/script.ts';
import { windowParts } from './policy.ts';

/**
 * One hash for each target: state ('open', 'off', or none for closed), turn, opened (how often in a row), until, probe, code, and for each part of the
 * window `c<number>` calls and `f<number>` failures.
 */
const common = `
local key = KEYS[1]
local function number_of(field) return tonumber(redis.call('HGET', key, field) or '0') end
`;

/** ARGV: probeLeaseMs, keepMs. Answers what it is, the turn, and in how many milliseconds to ask again. */
export const admitScript = defineScript(
  z.tuple([z.enum(['closed', 'probe', 'wait', 'off']), z.number(), z.number()]),
  `${common}
local state = redis.call('HGET', key, 'state')
if not state then return {'closed', number_of('turn'), 0} end
if state == 'off' then return {'off', 0, 0} end
local now = now_ms()
local untilMs = number_of('until')
if now < untilMs then return {'wait', 0, untilMs - now} end
local probe = number_of('probe')
if now < probe then return {'wait', 0, probe - now} end
local turn = redis.call('HINCRBY', key, 'turn', 1)
redis.call('HSET', key, 'probe', now + tonumber(ARGV[1]))
redis.call('PEXPIRE', key, ARGV[2])
return {'probe', turn, 0}
`,
);

/**
 * ARGV: turn, isProbe (1), outcome, code, whether the code opens at once (1), coolDownMs, longestCoolDownMs, stretch of the cool-down by chance, windowMs,
 * failures, failureShare, keepMs. Answers whether it counted.
 */
export const reportScript = defineScript(
  z.number(),
  `${common}
if number_of('turn') ~= tonumber(ARGV[1]) then return 0 end
local outcome = ARGV[3]
local now = now_ms()
local function forget()
  local turn = redis.call('HINCRBY', key, 'turn', 1)
  redis.call('DEL', key)
  redis.call('HSET', key, 'turn', turn)
end
local function open()
  local opened = number_of('opened') + 1
  forget()
  local cool = math.min(tonumber(ARGV[7]), tonumber(ARGV[6]) * 2 ^ (opened - 1))
  redis.call('HSET', key, 'state', 'open', 'opened', opened, 'code', ARGV[4], 'until', now + math.floor(cool * tonumber(ARGV[8]) + 0.5))
end
if ARGV[2] == '1' then
  if outcome == 'success' then forget() elseif outcome == 'failure' then open() else redis.call('HDEL', key, 'probe') end
  redis.call('PEXPIRE', key, ARGV[12])
  return 1
end
if outcome == 'neither' then return 1 end
local part = math.floor(now / (tonumber(ARGV[9]) / ${windowParts}))
local oldest = part - ${windowParts}
local calls, failures = 0, 0
local isNew = redis.call('HINCRBY', key, string.format('c%.0f', part), 1) == 1
if outcome == 'failure' then redis.call('HINCRBY', key, string.format('f%.0f', part), 1) end
redis.call('PEXPIRE', key, ARGV[12])
if outcome == 'failure' or isNew then
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    local kind, number = string.match(all[i], '^([cf])(%d+)$')
    if kind then
      if tonumber(number) <= oldest then redis.call('HDEL', key, all[i])
      elseif kind == 'c' then calls = calls + tonumber(all[i + 1])
      else failures = failures + tonumber(all[i + 1]) end
    end
  end
end
if outcome == 'failure' then
  local isTooMuch = failures >= tonumber(ARGV[10]) and failures >= tonumber(ARGV[11]) * calls
  if isTooMuch or ARGV[5] == '1' then open() redis.call('PEXPIRE', key, ARGV[12]) end
end
return 1
`,
);

/** ARGV: windowMs. Answers the state, failures within the window, milliseconds until a probe may go, and the code that opened it. */
export const readScript = defineScript(
  z.tuple([z.enum(['closed', 'open', 'off']), z.number(), z.number(), z.string()]),
  `${common}
local state = redis.call('HGET', key, 'state') or 'closed'
local now = now_ms()
local oldest = math.floor(now / (tonumber(ARGV[1]) / ${windowParts})) - ${windowParts}
local failures = 0
local all = redis.call('HGETALL', key)
for i = 1, #all, 2 do
  local number = string.match(all[i], '^f(%d+)$')
  if number and tonumber(number) > oldest then failures = failures + tonumber(all[i + 1]) end
end
return {state, failures, math.max(0, number_of('until') - now), redis.call('HGET', key, 'code') or ''}
`,
);

/** ARGV: 'off' or nothing, keepMs. What is switched off stays so for ever. */
export const switchScript = defineScript(
  z.number(),
  `${common}
local turn = redis.call('HINCRBY', key, 'turn', 1)
redis.call('DEL', key)
redis.call('HSET', key, 'turn', turn)
if ARGV[1] == 'off' then redis.call('HSET', key, 'state', 'off') else redis.call('PEXPIRE', key, ARGV[2]) end
return turn
`,
);
