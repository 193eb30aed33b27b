import type { AuditActor, QueuePause } from '@forecourt/sdk/contract';
import { appendAudit } from './audit.ts';
import { eq, isNotNull, sql } from './drizzle.ts';
import { appendEvents, type Happened } from './events.ts';
import type { Database, ForecourtOrm, Transaction } from './open.ts';
import { dealershipQueues, dealerships, installationPause } from './schema.ts';

/** Whose jobs are held back, and by whom. */
export interface PauseRequest {
  readonly scope: QueuePause['scope'];
  /** Whose jobs; for the whole installation, in whose audit log it is written down. */
  readonly dealershipId: string;
  readonly by: AuditActor;
}

/** Lets no more jobs begin; those under way end. Pausing what is paused changes nothing. @returns whether anything changed. */
export function pauseQueue(database: Database, request: PauseRequest): Promise<boolean> {
  const { scope, dealershipId, by } = request;
  return database.transaction(async (tx) => {
    const paused =
      scope === 'installation'
        ? await tx
            .insert(installationPause)
            .values({ pausedBy: by.name })
            .onConflictDoNothing()
            .returning({ at: installationPause.pausedAt })
        : await tx
            .insert(dealershipQueues)
            .values({ dealershipId, pausedAt: sql`now()`, pausedBy: by.name })
            .onConflictDoUpdate({
              target: dealershipQueues.dealershipId,
              set: { pausedAt: sql`now()`, pausedBy: by.name },
              setWhere: sql`${dealershipQueues.pausedAt} is null`,
            })
            .returning({ at: dealershipQueues.pausedAt });
    if (paused.length > 0) await tellPause(tx, request, 'queue.paused');
    return paused.length > 0;
  });
}

/** Lets jobs begin again. @returns whether anything changed. */
export function resumeQueue(database: Database, request: PauseRequest): Promise<boolean> {
  const { scope, dealershipId } = request;
  return database.transaction(async (tx) => {
    const resumed =
      scope === 'installation'
        ? await tx.delete(installationPause).returning({ id: installationPause.id })
        : await tx
            .update(dealershipQueues)
            .set({ pausedAt: null, pausedBy: null })
            .where(sql`${eq(dealershipQueues.dealershipId, dealershipId)} and ${isNotNull(dealershipQueues.pausedAt)}`)
            .returning({ id: dealershipQueues.dealershipId });
    if (resumed.length > 0) await tellPause(tx, request, 'queue.resumed');
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

async function tellPause(
  tx: Transaction,
  { scope, dealershipId, by }: PauseRequest,
  action: 'queue.paused' | 'queue.resumed',
): Promise<void> {
  await appendAudit(tx, { dealershipId, actor: by, action, target: null, details: { scope } });
  const told = scope === 'installation' ? (await tx.select({ id: dealerships.id }).from(dealerships)).map(({ id }) => id) : [dealershipId];
  const happened: Happened[] = [];
  for (const id of told) happened.push({ dealershipId: id, type: 'queue.changed', data: { pause: await readPause(tx, id) } });
  await appendEvents(tx, happened);
}
