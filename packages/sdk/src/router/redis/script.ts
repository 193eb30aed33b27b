import { createHash } from 'node:crypto';
import type { z } from 'zod';

/** One step that Redis does whole or not at all, and the shape of its answer. */
export interface Script<Reply> {
  readonly source: string;
  /** By which Redis knows it after the first time. */
  readonly sha: string;
  readonly reply: z.ZodType<Reply>;
}

/** The time of Redis, in milliseconds since 1970: clocks of processes differ, and who decides is one. */
const now = `
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
`;

export function defineScript<Reply>(reply: z.ZodType<Reply>, body: string): Script<Reply> {
  const source = `${now}${body}`;
  return { source, sha: createHash('sha1').update(source).digest('hex'), reply };
}
