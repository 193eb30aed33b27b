import type { QueuePause } from '@forecourt/sdk/contract';
import { eq, isNotNull, sql } from 'drizzle-orm';
import { appendEvents } from './events.ts';
import type { Database, ForecourtOrm, Transaction } from './open.ts';
import { dealershipQueues, dealerships, installationPause } from './schema.ts';

/** Whose jobs a pause holds back: one dealership's, or everybody's. */
export type PauseScope = { readonly dealershipId: string } | 'installation';

/** Lets no more jobs begin; those under way end. Pausing what is paused changes nothing. @returns whether anything changed. */
export function pauseQueue(database: Database, scope: PauseScope, by: string): Promise<boolean> {
  return database.transaction(async (tx) => {
    const paused =
      scope === 'installation'
        ? await tx.insert(installationPause).values({ pausedBy: by }).onConflictDoNothing().returning({ at: installationPause.pausedAt })
        : await tx
            .insert(dealershipQueues)
            .values({ dealershipId: scope.dealershipId, pausedAt: sql`now()`, pausedBy: by })
            .onConflictDoUpdate({
              target: dealershipQueues.dealershipId,
              set: { pausedAt: sql`now()`, pausedBy: by },
              setWhere: sql`${dealershipQueues.pausedAt} is null`,
            })
            .returning({ at: dealershipQueues.pausedAt });
    if (paused.length > 0) await tellPause(tx, scope);
    return paused.length > 0;
  });
}

/** Lets jobs begin again. @returns whether anything changed. */
export function resumeQueue(database: Database, scope: PauseScope): Promise<boolean> {
  return database.transaction(async (tx) => {
    const resumed =
      scope === 'installation'
        ? await tx.delete(installationPause).returning({ id: installationPause.id })
        : await tx
            .update(dealershipQueues)
            .set({ pausedAt: null, pausedBy: null })
            .where(sql`${eq(dealershipQueues.dealershipId, scope.dealershipId)} and ${isNotNull(dealershipQueues.pausedAt)}`)
            .returning({ id: dealershipQueues.dealershipId });
    if (resumed.length > 0) await tellPause(tx, scope);
    return resumed.length > 0;
  });
}

/** What holds a dealership's jobs back; the installation's pause before its own. */
export async function readPause(orm: ForecourtOrm, dealershipId: string): Promise<QueuePause | null> {
  const [everybody] = await orm.select().from(installationPause);
  if (everybody) return { scope: 'installation', at: everybody.pausedAt.toISOString(), by: everybody.pausedBy };
  const [own] = await orm.select().from(dealershipQueues).where(eq(dealershipQueues.dealershipId, dealershipId));
  if (!own || own.pausedAt === null) return null;
  return { scope: 'dealership', at: own.pausedAt.toISOString(), by: own.pausedBy ?? '' };
}

async function tellPause(tx: Transaction, scope: PauseScope): Promise<void> {
  const ids =
    scope === 'installation' ? (await tx.select({ id: dealerships.id }).from(dealerships)).map(({ id }) => id) : [scope.dealershipId];
  const happened = [];
  for (const dealershipId of ids) {
    happened.push({ dealershipId, type: 'queue.changed' as const, data: { pause: await readPause(tx, dealershipId) } });
  }
  await appendEvents(tx, happened);
}
