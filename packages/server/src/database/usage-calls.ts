import { operationSchema, type UsageActor, type UsageCall, type UsageOutcome } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, asc, desc, eq, gt, gte, lt, or, type SQL, sql } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { usage } from './schema.ts';
import { readActorNames, type UsageRange } from './usage-sums.ts';

export interface UsageFilter extends UsageRange {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: UsageOutcome | undefined;
  readonly jobId?: string | undefined;
  readonly generationId?: string | undefined;
}

type Row = typeof usage.$inferSelect;
const cursorSchema = z.tuple([z.literal('usage'), z.iso.datetime(), z.uuid()]);

/** The ledger, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listUsageCalls(
  orm: ForecourtOrm,
  dealershipId: string,
  { cursor, limit, ...filter }: PageQuery & UsageFilter,
): Promise<Page<UsageCall>> {
  const key = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor);
  const before = key && or(lt(usage.at, new Date(key[1])), and(eq(usage.at, new Date(key[1])), lt(usage.id, key[2])));
  const rows = await orm
    .select()
    .from(usage)
    .where(and(within(dealershipId, filter), before && sql`${usage.at} <= ${key[1]}::timestamptz`, before))
    .orderBy(desc(usage.at), desc(usage.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ id, at }) => ['usage', at.toISOString(), id]);
  return { ...page, items: await callsOf(orm, dealershipId, page.items) };
}

/** All calls of some days, oldest first, so many at a time. */
export async function* walkUsageCalls(
  orm: ForecourtOrm,
  dealershipId: string,
  range: UsageRange,
  pageSize = 500,
): AsyncGenerator<readonly UsageCall[], void, undefined> {
  let last: Row | undefined;
  do {
    const after = last && or(gt(usage.at, last.at), and(eq(usage.at, last.at), gt(usage.id, last.id)));
    const rows: Row[] = await orm
      .select()
      .from(usage)
      .where(and(within(dealershipId, range), last && gte(usage.at, last.at), after))
      .orderBy(asc(usage.at), asc(usage.id))
      .limit(pageSize);
    last = rows.length < pageSize ? undefined : rows.at(-1);
    if (rows.length > 0) yield await callsOf(orm, dealershipId, rows);
  } while (last !== undefined);
}

function within(dealershipId: string, filter: UsageFilter): SQL | undefined {
  const { from, to, provider, model, operation, outcome, jobId, generationId } = filter;
  return and(
    eq(usage.dealershipId, dealershipId),
    sql`${usage.at} >= ${from}::date::timestamp at time zone 'UTC'`,
    sql`${usage.at} < (${to}::date + 1)::timestamp at time zone 'UTC'`,
    provider === undefined ? undefined : eq(usage.provider, provider),
    model === undefined ? undefined : eq(usage.model, model),
    operation === undefined ? undefined : eq(usage.operation, operation),
    outcome === undefined ? undefined : eq(usage.outcome, outcome),
    jobId === undefined ? undefined : eq(usage.jobId, jobId),
    generationId === undefined ? undefined : eq(usage.generationId, generationId),
  );
}

async function callsOf(orm: ForecourtOrm, dealershipId: string, rows: readonly Row[]): Promise<UsageCall[]> {
  const names = await readActorNames(
    orm,
    dealershipId,
    rows.map(({ actor }) => actor),
  );
  return rows.map(({ dealershipId: _owner, actor, at, operation, ...row }) => ({
    ...row,
    operation: operationSchema.parse(operation),
    at: at.toISOString(),
    actor: actorOf(actor, names),
  }));
}

function actorOf(actor: string, names: ReadonlyMap<string, string>): UsageActor {
  if (actor === 'system') return { kind: 'system', id: null, name: 'Forecourt' };
  const [kind, rest] = [actor.slice(0, actor.indexOf(':')), actor.slice(actor.indexOf(':') + 1)];
  if (kind === 'named') return { kind: 'person', id: null, name: rest };
  return { kind: kind === 'key' ? 'key' : 'person', id: rest, name: names.get(actor) ?? null };
}
