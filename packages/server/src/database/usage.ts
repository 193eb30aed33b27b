import type { Operation, UsageOutcome } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { and, asc, between, eq, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { usage, usageDays } from './schema.ts';

/** One try of one call, for the ledger. */
export interface ProviderCall {
  readonly dealershipId: string;
  readonly provider: string;
  readonly operation: Operation;
  readonly model?: string | undefined;
  readonly outcome?: UsageOutcome | undefined;
  /** Why it failed. */
  readonly code?: string | null | undefined;
  readonly isHedge?: boolean | undefined;
  readonly durationMs?: number | undefined;
  readonly estimateMicrodollars?: number | undefined;
  readonly costMicrodollars: number;
  /** `person:…`, `key:…`, `named:…` or `system`. */
  readonly actor?: string | undefined;
  readonly jobId?: string | null | undefined;
  readonly generationId?: string | null | undefined;
  readonly correlationId?: string | null | undefined;
  readonly at?: Date | undefined;
}

/** Writes a call of a provider down and adds it to its day, both or neither. */
export async function recordUsage(tx: Transaction, call: ProviderCall): Promise<void> {
  const { at = new Date(), model = '', outcome = 'done', actor = 'system', estimateMicrodollars = 0, ...rest } = call;
  const { dealershipId, provider, operation, costMicrodollars, isHedge = false, durationMs = 0 } = rest;
  const { code = null, jobId = null, generationId = null, correlationId = null } = rest;
  const name = { dealershipId, provider, operation, model, actor };
  const money = { estimateMicrodollars, costMicrodollars };
  const facts = { outcome, code, isHedge, durationMs: Math.round(durationMs), jobId, generationId, correlationId };
  await tx.insert(usage).values({ ...name, ...money, ...facts, id: newId(), at });
  await tx
    .insert(usageDays)
    .values({ ...name, ...money, day: at.toISOString().slice(0, 10), calls: outcome === 'cached' ? 0 : 1, [outcome]: 1 })
    .onConflictDoUpdate({
      target: [usageDays.dealershipId, usageDays.day, usageDays.provider, usageDays.operation, usageDays.model, usageDays.actor],
      set: {
        calls: sql`${usageDays.calls} + excluded.calls`,
        done: sql`${usageDays.done} + excluded.done`,
        failed: sql`${usageDays.failed} + excluded.failed`,
        cancelled: sql`${usageDays.cancelled} + excluded.cancelled`,
        cached: sql`${usageDays.cached} + excluded.cached`,
        estimateMicrodollars: sql`${usageDays.estimateMicrodollars} + excluded.estimate_microdollars`,
        costMicrodollars: sql`${usageDays.costMicrodollars} + excluded.cost_microdollars`,
      },
    });
}

export type UsageDay = Omit<typeof usageDays.$inferSelect, 'dealershipId'>;

/** What a dealership used from one day to another (UTC, both included), by day, provider, operation, model and who it was for. */
export async function readUsageDays(orm: ForecourtOrm, dealershipId: string, from: string, to: string): Promise<UsageDay[]> {
  const { day, provider, operation, model, actor } = usageDays;
  const rows = await orm
    .select()
    .from(usageDays)
    .where(and(eq(usageDays.dealershipId, dealershipId), between(day, from, to)))
    .orderBy(asc(day), asc(provider), asc(operation), asc(model), asc(actor));
  return rows.map(({ dealershipId: _owner, ...row }) => row);
}
