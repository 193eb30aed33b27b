import type { UsageGroup, UsageSum, UsageSummary } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { and, eq, inArray, type SQL, sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { apiKeys, people, usage, usageDays } from './schema.ts';

/** Days, first and last included (UTC). */
export interface UsageRange {
  readonly from: string;
  readonly to: string;
}

/** Times are read from single calls: over more days that would be too many of them. */
const mostDaysWithTimes = 31;
const dayMs = 24 * 60 * 60 * 1000;

const count = z.coerce.number();
const sumSchema = z.object({
  key: z.string(),
  calls: count,
  done: count,
  failed: count,
  cancelled: count,
  cached: count,
  costMicrodollars: count,
  estimateMicrodollars: count,
});
const timesSchema = z.object({ key: z.string().nullable(), medianMs: count, slowMs: count });
type Sum = z.infer<typeof sumSchema>;

/** What is grouped by, in both tables. */
const keys: Readonly<Record<UsageGroup, { readonly ofDays: SQL; readonly ofCalls: SQL }>> = {
  provider: { ofDays: sql`provider`, ofCalls: sql`provider` },
  model: { ofDays: sql`provider || '/' || model`, ofCalls: sql`provider || '/' || model` },
  operation: { ofDays: sql`operation`, ofCalls: sql`operation` },
  person: { ofDays: sql`actor`, ofCalls: sql`actor` },
  day: { ofDays: sql`day::text`, ofCalls: sql`(at at time zone 'UTC')::date::text` },
};

/** Sums of the ledger over some days, by what is asked; their total is the ledger's to the last millionth of a dollar. */
export async function readUsageSums(
  orm: ForecourtOrm,
  dealershipId: string,
  { from, to, groupBy }: UsageRange & { readonly groupBy: UsageGroup },
): Promise<UsageSummary> {
  const { ofDays, ofCalls } = keys[groupBy];
  const found = rowsOf(
    sumSchema,
    await orm.execute(sql`
      select ${ofDays} as key, sum(calls) as calls, sum(done) as done, sum(failed) as failed, sum(cancelled) as cancelled,
        sum(cached) as cached, sum(cost_microdollars) as "costMicrodollars", sum(estimate_microdollars) as "estimateMicrodollars"
      from ${usageDays} where dealership_id = ${dealershipId} and day between ${from} and ${to} group by 1`),
  );
  const areTimesRead = Date.parse(to) - Date.parse(from) < mostDaysWithTimes * dayMs;
  const times = areTimesRead ? await readTimes(orm, { dealershipId, from, to, key: ofCalls }) : [];
  const timesOf = (key: string | null) => {
    const known = times.find((each) => each.key === key);
    return { medianMs: known?.medianMs ?? null, slowMs: known?.slowMs ?? null };
  };
  const labels = groupBy === 'person' ? await namesOf(orm, dealershipId, found) : new Map<string, string>();
  const items = found.map((sum): UsageSum => ({ ...sum, label: labels.get(sum.key) ?? sum.key, ...timesOf(sum.key) }));
  return { from, to, groupBy, items: inOrder(items, groupBy), total: { ...totalOf(found), ...timesOf(null) } };
}

/** Of the calls that succeeded: the middle, and what only five of a hundred exceed; with a row for all together. */
async function readTimes(
  orm: ForecourtOrm,
  { dealershipId, from, to, key }: UsageRange & { readonly dealershipId: string; readonly key: SQL },
): Promise<z.infer<typeof timesSchema>[]> {
  return rowsOf(
    timesSchema,
    await orm.execute(sql`
      with calls as (
        select ${key} as key, duration_ms from ${usage}
        where dealership_id = ${dealershipId} and at >= ${from}::date::timestamp at time zone 'UTC'
          and at < (${to}::date + 1)::timestamp at time zone 'UTC' and outcome = 'done'
      )
      select key, percentile_cont(0.5) within group (order by duration_ms) as "medianMs",
        percentile_cont(0.95) within group (order by duration_ms) as "slowMs"
      from calls group by grouping sets ((key), ()) having count(*) > 0`),
  );
}

function totalOf(sums: readonly Sum[]): Omit<Sum, 'key'> {
  const of = (field: Exclude<keyof Sum, 'key'>) => sums.reduce((total, sum) => total + sum[field], 0);
  return {
    ...{ calls: of('calls'), done: of('done'), failed: of('failed'), cancelled: of('cancelled'), cached: of('cached') },
    ...{ costMicrodollars: of('costMicrodollars'), estimateMicrodollars: of('estimateMicrodollars') },
  };
}

function inOrder(items: UsageSum[], groupBy: UsageGroup): UsageSum[] {
  const byKey = (one: UsageSum, other: UsageSum) => (one.key < other.key ? -1 : 1);
  if (groupBy === 'day') return items.sort(byKey);
  return items.sort((one, other) => other.costMicrodollars - one.costMicrodollars || other.calls - one.calls || byKey(one, other));
}

/** Names for `person:…` and `key:…`; one that is gone is called so. */
async function namesOf(orm: ForecourtOrm, dealershipId: string, sums: readonly { readonly key: string }[]): Promise<Map<string, string>> {
  const names = await readActorNames(
    orm,
    dealershipId,
    sums.map(({ key }) => key),
  );
  return new Map(sums.map(({ key }) => [key, names.get(key) ?? labelWithoutName(key)]));
}

function labelWithoutName(actor: string): string {
  if (actor === 'system') return 'Forecourt';
  if (actor.startsWith('named:')) return actor.slice('named:'.length);
  return actor.startsWith('key:') ? 'A key that was removed' : 'A person who has left';
}

/** Names of people and API keys of a dealership by how the ledger calls them. */
export async function readActorNames(
  orm: ForecourtOrm,
  dealershipId: string,
  actors: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const idsOf = (prefix: string) => [...new Set(actors.flatMap((actor) => (actor.startsWith(prefix) ? [actor.slice(prefix.length)] : [])))];
  const [personIds, keyIds] = [idsOf('person:'), idsOf('key:')];
  const names = new Map<string, string>();
  if (personIds.length > 0) {
    const found = await orm.select({ id: people.id, name: people.name }).from(people).where(inArray(people.id, personIds));
    for (const { id, name } of found) names.set(`person:${id}`, name);
  }
  if (keyIds.length > 0) {
    const { id, name, dealershipId: owner } = apiKeys;
    const found = await orm
      .select({ id, name })
      .from(apiKeys)
      .where(and(eq(owner, dealershipId), inArray(id, keyIds)));
    for (const key of found) names.set(`key:${key.id}`, key.name);
  }
  return names;
}
