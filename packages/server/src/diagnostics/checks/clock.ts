import { z } from 'zod';
import { sql } from '../../database/drizzle.ts';
import { rowsOf } from '../../database/orm.ts';
import { type Check, failed, ok, warning } from '../check.ts';
import { seenDatabase } from '../seen-database.ts';

const rowSchema = z.object({ ms: z.coerce.number() });
/** Leases of jobs run for twelve seconds and signatures of addresses for minutes: a few seconds are noticed, many break things. */
const [noticeableMs, brokenMs] = [2_000, 30_000];

/** The clocks of this machine and of the database, beside each other: neither says which of both is wrong. */
export const clock: Check = {
  name: 'clock',
  title: 'Clock',
  needs: ['database'],
  async run(site) {
    const { orm } = await seenDatabase(site);
    const before = site.now();
    const [row] = rowsOf(rowSchema, await orm.execute(sql`select extract(epoch from clock_timestamp()) * 1000 as ms`));
    const offMs = Math.round((row?.ms ?? 0) - (before + site.now()) / 2);
    const seconds = (Math.abs(offMs) / 1000).toFixed(1);
    const text = `The clock of this machine is ${seconds} s ${offMs > 0 ? 'behind' : 'ahead of'} that of the database`;
    const hint = 'Let both machines take their time from the network (NTP): on Linux `timedatectl set-ntp true`.';
    if (Math.abs(offMs) >= brokenMs) return failed(`${text}.`, hint);
    if (Math.abs(offMs) >= noticeableMs) return warning(`${text}.`, hint);
    return ok(`It agrees with that of the database to ${Math.max(0.1, Number(seconds))} s.`);
  },
};
