import { z } from 'zod';
import { sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { dealershipQueues, installationPause, jobs } from './schema.ts';

const nowSchema = z.object({ waiting: z.coerce.number(), isWorking: z.boolean() });

/** Whether jobs wait that nobody has paused while none is under way and none was begun lately; and how many wait. */
export async function readStandstill(orm: ForecourtOrm, withinMs: number): Promise<{ isStanding: boolean; waiting: number }> {
  const [row] = rowsOf(
    nowSchema,
    await orm.execute(sql`
      select
        (select count(*) from ${jobs} where state = 'waiting' and next_try_at is null
          and not exists (select from ${installationPause})
          and dealership_id not in (select dealership_id from ${dealershipQueues} where paused_at is not null)) as waiting,
        exists (select from ${jobs} where state = 'working') as "isWorking"`),
  );
  const { waiting = 0, isWorking = false } = row ?? {};
  if (waiting === 0 || isWorking) return { isStanding: false, waiting };
  // Reads all jobs, so only where something looks wrong.
  const began = await orm.execute(sql`
    select exists (select from ${jobs} where state <> 'waiting' and started_at > now() - ${withinMs} * interval '1 millisecond') as "hasBegun"`);
  const [lately] = rowsOf(z.object({ hasBegun: z.boolean() }), began);
  return { isStanding: lately?.hasBegun === false, waiting };
}
