import { lockHead } from './audit.ts';
import { type Checkpoint, type CheckpointContent, hashOfCheckpoint, noHash } from './audit-chain.ts';
import type { Database } from './database.ts';
import { and, asc, desc, eq, max, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { auditCheckpoints, auditEntries, auditHeads, dealerships } from './schema.ts';

export type AuditHead = Omit<typeof auditHeads.$inferSelect, 'dealershipId'>;

/** Where a log ends. */
export interface LogEnd {
  readonly head: AuditHead | null;
  /** Of the last row that is there, whatever the head says; 0 without one. */
  readonly lastSequence: number;
  readonly checkpoints: readonly Checkpoint[];
}

/** Head, last entry and checkpoints as they belong together: nobody appends meanwhile. */
export async function readLogEnd(database: Pick<Database, 'transaction'>, dealershipId: string): Promise<LogEnd> {
  return await database.transaction(async (tx) => {
    const [head] = await tx
      .select({ sequence: auditHeads.sequence, hash: auditHeads.hash, checkpoints: auditHeads.checkpoints })
      .from(auditHeads)
      .where(eq(auditHeads.dealershipId, dealershipId))
      .for('share');
    const [last] = await tx
      .select({ sequence: max(auditEntries.sequence) })
      .from(auditEntries)
      .where(eq(auditEntries.dealershipId, dealershipId));
    return { head: head ?? null, lastSequence: last?.sequence ?? 0, checkpoints: await readCheckpoints(tx, dealershipId) };
  });
}

/** All checkpoints of a log, in their order. */
async function readCheckpoints(orm: ForecourtOrm, dealershipId: string): Promise<Checkpoint[]> {
  const rows = await orm
    .select()
    .from(auditCheckpoints)
    .where(eq(auditCheckpoints.dealershipId, dealershipId))
    .orderBy(asc(auditCheckpoints.number));
  return rows.map(checkpointOf);
}

function checkpointOf(row: typeof auditCheckpoints.$inferSelect): Checkpoint {
  return { ...row, at: Number.isNaN(row.at.getTime()) ? 'invalid' : row.at.toISOString() };
}

/** The newest checkpoint of a log. */
export async function readLastCheckpoint(orm: ForecourtOrm, dealershipId: string): Promise<Checkpoint | null> {
  const [row] = await orm
    .select()
    .from(auditCheckpoints)
    .where(eq(auditCheckpoints.dealershipId, dealershipId))
    .orderBy(desc(auditCheckpoints.number))
    .limit(1);
  return row === undefined ? null : checkpointOf(row);
}

/** Who signs what a checkpoint says. */
export interface CheckpointSigner {
  readonly keyId: string;
  sign(content: CheckpointContent): string;
}

/** Signs the end of a dealership's log in this transaction, unless that was done already. @returns it, or null */
export async function appendCheckpoint(tx: Transaction, dealershipId: string, signer: CheckpointSigner): Promise<Checkpoint | null> {
  const head = await lockHead(tx, dealershipId);
  const last = await readLastCheckpoint(tx, dealershipId);
  if (head.sequence === (last?.sequence ?? 0)) return null;
  const content: CheckpointContent = {
    dealershipId,
    number: head.checkpoints + 1,
    sequence: head.sequence,
    hash: head.hash,
    at: head.now.toISOString(),
    keyId: signer.keyId,
    previousHash: last === null ? noHash : hashOfCheckpoint(last),
  };
  const checkpoint = { ...content, signature: signer.sign(content) };
  await tx.insert(auditCheckpoints).values({ ...checkpoint, at: head.now });
  await tx.update(auditHeads).set({ checkpoints: content.number }).where(eq(auditHeads.dealershipId, dealershipId));
  return checkpoint;
}

/** Dealerships whose log goes on behind its last checkpoint. */
export async function dealershipsToSign(orm: ForecourtOrm): Promise<string[]> {
  const signed = sql`(select coalesce(max(${auditCheckpoints.sequence}), 0) from ${auditCheckpoints}
    where ${auditCheckpoints.dealershipId} = ${auditHeads.dealershipId})`;
  const rows = await orm.select({ dealershipId: auditHeads.dealershipId }).from(auditHeads).where(sql`${auditHeads.sequence} > ${signed}`);
  return rows.map(({ dealershipId }) => dealershipId);
}

/** Dealerships that have, or may have had, a log: for checks of all. */
export async function dealershipsWithLog(orm: ForecourtOrm): Promise<{ readonly id: string; readonly name: string }[]> {
  return await orm.select({ id: dealerships.id, name: dealerships.name }).from(dealerships).orderBy(asc(dealerships.id));
}

/** The hash that stands in an entry's row; null where there is none. */
export async function hashAt(orm: ForecourtOrm, dealershipId: string, sequence: number): Promise<string | null> {
  const [row] = await orm
    .select({ hash: auditEntries.hash })
    .from(auditEntries)
    .where(and(eq(auditEntries.dealershipId, dealershipId), eq(auditEntries.sequence, sequence)));
  return row?.hash ?? null;
}
