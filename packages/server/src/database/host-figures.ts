import { z } from 'zod';
import { sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';

const figuresSchema = z.object({
  online: z.number(),
  draining: z.number(),
  enrolling: z.number(),
  /** Names of those that cannot be reached, ten at most, each with why as far as its roads say. */
  away: z.array(z.object({ name: z.string(), problem: z.string().nullable() })),
  clocksOff: z.array(z.string()),
  awayCount: z.number(),
});
export type HostFigures = z.infer<typeof figuresSchema>;

/** How the hosts of all dealerships are, as it was written down last. */
export async function readHostFigures(orm: ForecourtOrm, { clockOffMs }: { readonly clockOffMs: number }): Promise<HostFigures> {
  const result = await orm.execute(sql`
    with working as (select * from hosts where state <> 'revoked'),
      away as (
        select name, (select road -> 'problem' ->> 'message' from jsonb_array_elements(roads) as road where road -> 'problem' is not null limit 1) as problem
        from working where state = 'offline' order by last_seen_at desc nulls last limit 10
      )
    select
      (select count(*)::int from working where state = 'online') as online,
      (select count(*)::int from working where state = 'draining') as draining,
      (select count(*)::int from working where state = 'enrolling') as enrolling,
      (select count(*)::int from working where state = 'offline') as "awayCount",
      (select coalesce(json_agg(json_build_object('name', name, 'problem', problem)), '[]') from away) as away,
      (select coalesce(json_agg(name order by name), '[]') from working
        where state in ('online', 'draining') and abs(clock_offset_ms) > ${clockOffMs}) as "clocksOff"`);
  return figuresSchema.parse(rowsOf(z.unknown(), result)[0]);
}
