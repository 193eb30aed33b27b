import { ForecourtError } from '@forecourt/errors';
import { idSchema, type Member, type Role } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, count, desc, eq, lt, max } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { dealerships, memberships, people, sessions } from './schema.ts';

const cursorSchema = z.tuple([idSchema]);

/** One page of the people of a dealership, newest first. */
export async function listMembers(orm: ForecourtOrm, dealershipId: string, { cursor, limit }: PageQuery): Promise<Page<Member>> {
  const before = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[0];
  const rows = await selectMembers(orm, dealershipId, before === undefined ? undefined : lt(memberships.personId, before), limit + 1);
  return pageOfRows(rows, limit, ({ id }) => [id]);
}

/** @throws NOT_FOUND for whoever is not of this dealership */
export async function readMember(orm: ForecourtOrm, dealershipId: string, personId: string): Promise<Member> {
  const [member] = await selectMembers(orm, dealershipId, eq(memberships.personId, personId), 1);
  if (!member) throw new ForecourtError('NOT_FOUND', 'There is no such person in this dealership.');
  return member;
}

async function selectMembers(orm: ForecourtOrm, dealershipId: string, condition: ReturnType<typeof eq> | undefined, limit: number) {
  const seen = orm
    .select({ personId: sessions.personId, lastSeenAt: max(sessions.lastSeenAt).as('last_seen_at') })
    .from(sessions)
    .where(eq(sessions.dealershipId, dealershipId))
    .groupBy(sessions.personId)
    .as('seen');
  const rows = await orm
    .select({
      id: people.id,
      name: people.name,
      email: people.email,
      role: memberships.role,
      isOperator: people.isOperator,
      joinedAt: memberships.createdAt,
      lastSeenAt: seen.lastSeenAt,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .leftJoin(seen, eq(seen.personId, memberships.personId))
    .where(and(eq(memberships.dealershipId, dealershipId), condition))
    .orderBy(desc(memberships.personId))
    .limit(limit);
  return rows.map(({ joinedAt, lastSeenAt, ...row }) => ({
    ...row,
    joinedAt: joinedAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }));
}

/** Lets one transaction at a time change who belongs to a dealership, so that two cannot each take away the last but one owner. */
export async function lockMembers(tx: Transaction, dealershipId: string): Promise<void> {
  await tx.select({ id: dealerships.id }).from(dealerships).where(eq(dealerships.id, dealershipId)).for('no key update');
}

export async function countOwners(tx: Transaction, dealershipId: string): Promise<number> {
  const [row] = await tx
    .select({ owners: count() })
    .from(memberships)
    .where(and(eq(memberships.dealershipId, dealershipId), eq(memberships.role, 'owner')));
  return row?.owners ?? 0;
}

/** Takes a person in; one who is there already keeps the role that it has. */
export async function addMember(tx: Transaction, dealershipId: string, personId: string, role: Role): Promise<void> {
  await tx.insert(memberships).values({ dealershipId, personId, role }).onConflictDoNothing();
}

export async function setRole(tx: Transaction, dealershipId: string, personId: string, role: Role): Promise<void> {
  await tx
    .update(memberships)
    .set({ role })
    .where(and(eq(memberships.dealershipId, dealershipId), eq(memberships.personId, personId)));
}

/** Takes a person out; its sessions in this dealership go with it. */
export async function removeMember(tx: Transaction, dealershipId: string, personId: string): Promise<void> {
  await tx.delete(memberships).where(and(eq(memberships.dealershipId, dealershipId), eq(memberships.personId, personId)));
}
