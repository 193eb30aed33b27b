import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { jobs } from './schema.ts';

/** Whether jobs wait that could be begun while none is under way and none was begun lately; and how many wait. */
export async function readStandstill(orm: ForecourtOrm, withinMs: number): Promise<{ isStanding: boolean; waiting: number }> {
  const result = await orm.execute(sql`
    select
      (select count(*) from ${jobs} where state = 'waiting' and (next_try_at is null or next_try_at < now())) as waiting,
      exists (select 1 from ${jobs} where state = 'working') as "isWorking",
      exists (select 1 from ${jobs} where started_at > now() - ${withinMs} * interval '1 millisecond' and state <> 'waiting') as "hasBegun"`);
  const [row] = rowsOf(z.object({ waiting: z.coerce.number(), isWorking: z.boolean(), hasBegun: z.boolean() }), result);
  if (row === undefined) return { isStanding: false, waiting: 0 };
  return { isStanding: row.waiting > 0 && !row.isWorking && !row.hasBegun, waiting: row.waiting };
}
