import { ForecourtError } from '@forecourt/errors';
import type { AuditAction, AuditActor, AuditEntry, AuditTarget } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { hashOfEntry, noHash } from './audit-chain.ts';
import { canonicalJson } from './canonical-json.ts';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, asc, desc, eq, gt, gte, lt, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { auditEntries, auditHeads } from './schema.ts';

export interface NewAuditEntry {
  readonly dealershipId: string;
  readonly actor: AuditActor;
  readonly action: AuditAction;
  readonly target: AuditTarget | null;
  /** Plain JSON that says what was done: names, numbers, what was before. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Whatever Forecourt does by itself. */
export const systemActor: AuditActor = { kind: 'system', id: null, name: 'Forecourt' };

/** A caller as the log names it. */
export function actorOf(caller: {
  readonly kind: 'person' | 'key';
  readonly personId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly name: string;
}): AuditActor {
  return { kind: caller.kind, id: (caller.kind === 'key' ? caller.keyId : caller.personId) ?? null, name: caller.name };
}

/**
 * Writes down what is done, in the transaction that does it: both are there or neither. Entries of a dealership form a chain, in which
 * each has the hash of the one before; the head's lock makes them come one after the other, so that sequences have no gaps.
 *
 * Append shortly before `appendEvent`, which stays last: who takes both locks takes them in this order.
 *
 * @returns the entry's sequence
 * @example
 * await appendAudit(tx, { dealershipId, actor: actorOf(caller), action: 'key.revoked', target: { kind: 'key', id }, details: { name } });
 */
export async function appendAudit(tx: Transaction, entry: NewAuditEntry): Promise<number> {
  const { dealershipId, actor, action, target } = entry;
  const head = await lockHead(tx, dealershipId);
  const details = canonicalJson(entry.details ?? {});
  const content = {
    ...{ dealershipId, actor, action, target },
    sequence: head.sequence + 1,
    at: head.now.toISOString(),
    // As it will be read again: what JSON leaves out is not hashed either.
    details: detailsSchema.parse(JSON.parse(details)),
    previousHash: head.hash,
  };
  const hash = hashOfEntry(content);
  await tx.insert(auditEntries).values({
    ...{ dealershipId, action, details, hash },
    sequence: content.sequence,
    at: head.now,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    targetKind: target?.kind ?? null,
    targetId: target?.id ?? null,
    previousHash: content.previousHash,
  });
  await tx.update(auditHeads).set({ sequence: content.sequence, hash }).where(eq(auditHeads.dealershipId, dealershipId));
  return content.sequence;
}

/** Holds the end of a dealership's log until the end of the transaction. The time is the database's: one clock for all servers. */
export async function lockHead(tx: Transaction, dealershipId: string): Promise<typeof auditHeads.$inferSelect & { readonly now: Date }> {
  const read = () =>
    tx
      .select({ head: auditHeads, now: sql<unknown>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint` })
      .from(auditHeads)
      .where(eq(auditHeads.dealershipId, dealershipId))
      .for('update');
  let [row] = await read();
  if (row === undefined) {
    await tx.insert(auditHeads).values({ dealershipId, sequence: 0, hash: noHash, checkpoints: 0 }).onConflictDoNothing();
    [row] = await read();
  }
  if (row === undefined) throw new ForecourtError('INTERNAL', 'The head of the audit log was not made.');
  return { ...row.head, now: new Date(z.coerce.number().parse(row.now)) };
}

export interface AuditQuery extends PageQuery {
  readonly action?: AuditAction | undefined;
  /** Id of a person or key. */
  readonly actor?: string | undefined;
  /** Id of what something was done to. */
  readonly target?: string | undefined;
  readonly from?: string | undefined;
  /** The first moment that is not wanted any more. */
  readonly until?: string | undefined;
}

const cursorSchema = z.tuple([z.literal('audit'), z.int()]);

/** Entries, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listAudit(orm: ForecourtOrm, dealershipId: string, query: AuditQuery): Promise<Page<AuditEntry>> {
  const { cursor, limit, action, actor, target, from, until } = query;
  const before = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await orm
    .select()
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.dealershipId, dealershipId),
        before === undefined ? undefined : lt(auditEntries.sequence, before),
        action === undefined ? undefined : eq(auditEntries.action, action),
        actor === undefined ? undefined : eq(auditEntries.actorId, actor),
        target === undefined ? undefined : eq(auditEntries.targetId, target),
        from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
        until === undefined ? undefined : lt(auditEntries.at, new Date(until)),
      ),
    )
    .orderBy(desc(auditEntries.sequence))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ sequence }) => ['audit', sequence]);
  return { ...page, items: page.items.map(entryOf) };
}

export type AuditRow = typeof auditEntries.$inferSelect;

/** Rows after a sequence in the order of the chain, as they stand there. */
export async function readAuditRows(orm: ForecourtOrm, dealershipId: string, after: number, limit: number): Promise<AuditRow[]> {
  return await orm
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.dealershipId, dealershipId), gt(auditEntries.sequence, after)))
    .orderBy(asc(auditEntries.sequence))
    .limit(limit);
}

const detailsSchema = z.record(z.string(), z.unknown());

/** An entry as it is shown, also one that somebody has altered. */
export function entryOf(row: AuditRow): AuditEntry {
  const { dealershipId, sequence, at, action, previousHash, hash } = row;
  return {
    ...{ dealershipId, sequence, action, previousHash, hash },
    at: Number.isNaN(at.getTime()) ? new Date(0).toISOString() : at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    target: row.targetKind === null || row.targetId === null ? null : { kind: row.targetKind, id: row.targetId },
    details: detailsOf(row.details),
  };
}

function detailsOf(text: string): Record<string, unknown> {
  try {
    return detailsSchema.parse(JSON.parse(text));
  } catch {
    // Whoever altered it left something else than JSON: it is shown as what it is, and the check of the chain names it.
    return { unreadable: text };
  }
}
