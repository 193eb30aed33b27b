import { ForecourtError } from '@forecourt/errors';
import type { Enrolment } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, desc, eq, gt, isNull, lt } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { dealerships, enrolments } from './schema.ts';

type Row = typeof enrolments.$inferSelect;

export interface NewEnrolment {
  readonly dealershipId: string;
  readonly name: string;
  readonly tokenHash: string;
  readonly invitedBy: string;
  readonly expiresAt: Date;
}

export async function insertEnrolment(tx: Transaction, enrolment: NewEnrolment, now: Date): Promise<Enrolment> {
  const [row] = await tx
    .insert(enrolments)
    .values({ id: newId(), ...enrolment, createdAt: now })
    .returning();
  return enrolmentOf(existing(row), now);
}

const cursorSchema = z.tuple([z.literal('enrolments'), z.uuid()]);

/** One page, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listEnrolments(
  orm: ForecourtOrm,
  dealershipId: string,
  { cursor, limit }: PageQuery,
  now: Date,
): Promise<Page<Enrolment>> {
  const before = cursor === undefined ? undefined : lt(enrolments.id, decodeCursor(cursorSchema, cursor)[1]);
  const rows = await orm
    .select()
    .from(enrolments)
    .where(and(eq(enrolments.dealershipId, dealershipId), before))
    .orderBy(desc(enrolments.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ id }) => ['enrolments', id]);
  return { ...page, items: page.items.map((row) => enrolmentOf(row, now)) };
}

/** Takes an invitation back; one that was used stays as it is. @returns its name. @throws NOT_FOUND */
export async function revokeEnrolment(tx: Transaction, dealershipId: string, id: string, now: Date): Promise<string> {
  const own = and(eq(enrolments.dealershipId, dealershipId), eq(enrolments.id, id));
  const [row] = await tx.select().from(enrolments).where(own).for('update');
  if (existing(row).usedAt === null) await tx.update(enrolments).set({ revokedAt: now }).where(own);
  return existing(row).name;
}

/** An invitation that was just used up, with the dealership that it is for. */
export interface UsedEnrolment {
  readonly id: string;
  readonly dealershipId: string;
  readonly dealership: string;
  readonly name: string;
  readonly invitedBy: string;
}

/** Uses an invitation up: of two at once with the same token one gets null. */
export async function useEnrolment(tx: Transaction, tokenHash: string, now: Date): Promise<UsedEnrolment | null> {
  const isOpen = and(isNull(enrolments.usedAt), isNull(enrolments.revokedAt), gt(enrolments.expiresAt, now));
  const [row] = await tx
    .update(enrolments)
    .set({ usedAt: now })
    .where(and(eq(enrolments.tokenHash, tokenHash), isOpen))
    .returning();
  if (row === undefined) return null;
  const [dealership] = await tx.select({ name: dealerships.name }).from(dealerships).where(eq(dealerships.id, row.dealershipId));
  const { id, dealershipId, name, invitedBy } = row;
  return { id, dealershipId, name, invitedBy, dealership: dealership?.name ?? '' };
}

export async function noteEnrolled(tx: Transaction, { dealershipId, id }: UsedEnrolment, hostId: string): Promise<void> {
  await tx
    .update(enrolments)
    .set({ hostId })
    .where(and(eq(enrolments.dealershipId, dealershipId), eq(enrolments.id, id)));
}

/** Forgets invitations that count no more. */
export async function removeEnrolmentsBefore(orm: ForecourtOrm, moment: Date): Promise<void> {
  await orm.delete(enrolments).where(lt(enrolments.expiresAt, moment));
}

function enrolmentOf(row: Row, now: Date): Enrolment {
  const { id, name, hostId, createdAt, expiresAt } = row;
  return { id, name, hostId, state: stateOf(row, now), createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

function stateOf({ usedAt, revokedAt, expiresAt }: Row, now: Date): Enrolment['state'] {
  if (usedAt !== null) return 'used';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'waiting';
}

function existing(row: Row | undefined): Row {
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such invitation.');
  return row;
}
