import { and, asc, between, eq, sql } from './drizzle.ts';
import { v7 as newId } from 'uuid';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { usage, usageDays } from './schema.ts';

export interface ProviderCall {
  readonly dealershipId: string;
  readonly provider: string;
  readonly operation: string;
  readonly model?: string | undefined;
  readonly quantity?: number | undefined;
  readonly costMicrodollars: number;
  readonly jobId?: string | undefined;
  readonly at?: Date | undefined;
}

/** Writes a call of a provider down and adds it to its day, both or neither. */
export async function recordUsage(tx: Transaction, call: ProviderCall): Promise<void> {
  const { quantity = 1, model = '', at = new Date(), jobId, ...rest } = call;
  const { dealershipId, provider, operation, costMicrodollars } = rest;
  await tx.insert(usage).values({ ...rest, id: newId(), quantity, model, at, jobId: jobId ?? null });
  await tx
    .insert(usageDays)
    .values({ dealershipId, day: at.toISOString().slice(0, 10), provider, operation, model, calls: 1, quantity, costMicrodollars })
    .onConflictDoUpdate({
      target: [usageDays.dealershipId, usageDays.day, usageDays.provider, usageDays.operation, usageDays.model],
      set: {
        calls: sql`${usageDays.calls} + 1`,
        quantity: sql`${usageDays.quantity} + excluded.quantity`,
        costMicrodollars: sql`${usageDays.costMicrodollars} + excluded.cost_microdollars`,
      },
    });
}

export type UsageDay = Omit<typeof usageDays.$inferSelect, 'dealershipId'>;

/** What a dealership used from one day to another (UTC, both included), by day, provider, operation and model. */
export function readUsageDays(orm: ForecourtOrm, dealershipId: string, from: string, to: string): Promise<UsageDay[]> {
  const { day, provider, operation, model, calls, quantity, costMicrodollars } = usageDays;
  return orm
    .select({ day, provider, operation, model, calls, quantity, costMicrodollars })
    .from(usageDays)
    .where(and(eq(usageDays.dealershipId, dealershipId), between(day, from, to)))
    .orderBy(asc(day), asc(provider), asc(operation), asc(model));
}
