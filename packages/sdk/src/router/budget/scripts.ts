import * as z from 'zod';
import { defineScript } from '../redis/script.ts';

/** A scope that spends nothing for so long is forgotten: longer than any month. */
const keptMs = 62 * 86_400_000;

/** The month of a day since 1970, as a number that grows by one: Howard Hinnant's `civil_from_days`. */
export const monthOf = `
local function month_of(day)
  local z = day + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local month = mp < 10 and mp + 3 or mp - 9
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  return year * 12 + month - 1
end
`;

/**
 * KEYS: the hash of a scope (for day and month: number, spent, reserved, and the number in which each alert was given), the hash of reservations
 * (`most at day month isExpired` by id), and the sorted set of those under way by the moment in which they expire.
 *
 * Days and months are those of UTC by the time of Redis. They go on only: a Redis whose clock was set back gives no budget twice. What expired is spent, and stays listed until its month is over.
 */
const common = `
local now = now_ms()
local function get(field) return tonumber(redis.call('HGET', KEYS[1], field) or '0') end
local function text(number) return string.format('%.0f', number) end
local function add(field, amount) redis.call('HINCRBY', KEYS[1], field, text(amount)) end
${monthOf}local periods = {'day', 'month'}
local number = {day = math.floor(now / 86400000)}
number.month = month_of(number.day)
for _, period in ipairs(periods) do
  local known = get(period)
  if number[period] > known then
    redis.call('HSET', KEYS[1], period, text(number[period]), period .. ':spent', '0', period .. ':reserved', '0')
  else
    number[period] = known
  end
end
local function held(id)
  local record = redis.call('HGET', KEYS[2], id)
  if not record then return nil end
  local most, at, day, month, isExpired = string.match(record, '^(%d+) (%d+) (%d+) (%d+) (%d)$')
  return {most = tonumber(most), at = tonumber(at), day = tonumber(day), month = tonumber(month), isExpired = isExpired == '1'}
end
local function keep(id, one)
  local flag = one.isExpired and '1' or '0'
  redis.call('HSET', KEYS[2], id, table.concat({text(one.most), text(one.at), text(one.day), text(one.month), flag}, ' '))
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, 1000)) do
  local one = held(id)
  redis.call('ZREM', KEYS[3], id)
  if one then
    for _, period in ipairs(periods) do
      if one[period] == number[period] then add(period .. ':reserved', -one.most) add(period .. ':spent', one.most) end
    end
    one.isExpired = true
    keep(id, one)
  end
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ${keptMs}) end
`;

/** Number of the period, what is spent and reserved in it. */
const account = z.tuple([z.number(), z.number(), z.number()]);

/** ARGV: id, most, limits of day and month (-1 for none), expiresAfterMs. Answers '' or the period that has not so much left, and its account. */
export const reserveScript = defineScript(
  z.tuple([z.enum(['', 'day', 'month']), z.number(), z.number(), z.number()]),
  `${common}
local id, most = ARGV[1], tonumber(ARGV[2])
if held(id) then return {'', 0, 0, 0} end
for index, period in ipairs(periods) do
  local limit = tonumber(ARGV[2 + index])
  local spent, reserved = get(period .. ':spent'), get(period .. ':reserved')
  if limit >= 0 and most > 0 and spent + reserved + most > limit then return {period, number[period], spent, reserved} end
end
for _, period in ipairs(periods) do add(period .. ':reserved', most) end
keep(id, {most = most, at = now, day = number.day, month = number.month, isExpired = false})
redis.call('ZADD', KEYS[3], now + tonumber(ARGV[5]), id)
return {'', 0, 0, 0}
`,
);

const alert = z.tuple([z.enum(['day', 'month']), z.coerce.number(), z.number(), z.number(), z.number()]);

/** ARGV: id, cost, limits of day and month, shares of alerts. Answers alerts that nobody was told of: period, share, limit, spent, number. */
export const settleScript = defineScript(
  z.array(alert),
  `${common}
local id, cost = ARGV[1], tonumber(ARGV[2])
local one = held(id)
local alerts = {}
if not one then return alerts end
redis.call('HDEL', KEYS[2], id)
redis.call('ZREM', KEYS[3], id)
for index, period in ipairs(periods) do
  if one[period] == number[period] then
    add(period .. (one.isExpired and ':spent' or ':reserved'), -one.most)
    add(period .. ':spent', cost)
  end
  local limit, spent = tonumber(ARGV[2 + index]), get(period .. ':spent')
  for place = 5, #ARGV do
    local field = period .. ':alert:' .. ARGV[place]
    if limit >= 0 and spent > 0 and spent >= limit * tonumber(ARGV[place]) and get(field) ~= number[period] then
      redis.call('HSET', KEYS[1], field, text(number[period]))
      table.insert(alerts, {period, ARGV[place], limit, spent, number[period]})
    end
  end
end
return alerts
`,
);

export const readScript = defineScript(
  z.tuple([account, account]),
  `${common}
local accounts = {}
for _, period in ipairs(periods) do
  table.insert(accounts, {number[period], get(period .. ':spent'), get(period .. ':reserved')})
end
return accounts
`,
);

/** Answers id, most, how many milliseconds ago, and whether it expired (1). What is of an earlier month is forgotten. */
export const unsettledScript = defineScript(
  z.array(z.tuple([z.string(), z.number(), z.number(), z.number()])),
  `${common}
local list = {}
for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
  local one = held(id)
  if one.isExpired and one.month ~= number.month then
    redis.call('HDEL', KEYS[2], id)
  else
    table.insert(list, {id, one.most, now - one.at, one.isExpired and 1 or 0})
  end
end
return list
`,
);
