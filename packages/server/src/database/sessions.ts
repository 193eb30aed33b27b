import type { Role } from '@forecourt/sdk/contract';
import { and, desc, eq, gt, lte, ne, or } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { memberships, people, sessions } from './schema.ts';

export interface SessionRow {
  readonly id: string;
  readonly dealershipId: string;
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
  readonly isOperator: boolean;
  readonly address: string;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly endsAt: Date;
}

/** The session with this token, its person and the role of today; null where it has ended. */
export async function findSession(orm: ForecourtOrm, tokenHash: string, now: Date): Promise<SessionRow | null> {
  const rows = await orm
    .select({
      id: sessions.id,
      dealershipId: sessions.dealershipId,
      personId: sessions.personId,
      name: people.name,
      role: memberships.role,
      isOperator: people.isOperator,
      address: sessions.address,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
      endsAt: sessions.endsAt,
    })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .innerJoin(memberships, and(eq(memberships.dealershipId, sessions.dealershipId), eq(memberships.personId, sessions.personId)))
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, now), gt(sessions.endsAt, now)));
  return rows[0] ?? null;
}

/** Under which hash a session is kept. */
export async function readTokenHash(orm: ForecourtOrm, sessionId: string): Promise<string | null> {
  const rows = await orm.select({ tokenHash: sessions.tokenHash }).from(sessions).where(eq(sessions.id, sessionId));
  return rows[0]?.tokenHash ?? null;
}

/** Where a person is signed in, last used first. */
export async function listSessions(orm: ForecourtOrm, personId: string, now: Date) {
  return await orm
    .select({
      id: sessions.id,
      userAgent: sessions.userAgent,
      address: sessions.address,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .where(and(eq(sessions.personId, personId), gt(sessions.expiresAt, now), gt(sessions.endsAt, now)))
    .orderBy(desc(sessions.lastSeenAt))
    .limit(200);
}

/** Notes the use of a session. */
export async function touchSession(
  orm: ForecourtOrm,
  session: SessionRow,
  seen: { readonly lastSeenAt: Date; readonly expiresAt: Date; readonly address?: string | undefined },
): Promise<void> {
  await orm
    .update(sessions)
    .set(seen)
    .where(and(eq(sessions.dealershipId, session.dealershipId), eq(sessions.id, session.id)));
}

/** Lets a person work in another dealership from now on. The caller has to know that it belongs there. */
export async function moveSession(orm: ForecourtOrm, personId: string, sessionId: string, dealershipId: string): Promise<void> {
  await orm
    .update(sessions)
    .set({ dealershipId })
    .where(and(eq(sessions.personId, personId), eq(sessions.id, sessionId)));
}

export async function deleteSession(orm: ForecourtOrm, tokenHash: string): Promise<void> {
  await orm.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
}

/** @returns whether the person had such a session */
export async function deleteSessionOf(orm: ForecourtOrm, personId: string, sessionId: string): Promise<boolean> {
  const own = and(eq(sessions.personId, personId), eq(sessions.id, sessionId));
  return (await orm.delete(sessions).where(own).returning({ id: sessions.id })).length > 0;
}

/** Ends all sessions of a person, but for one where that is named; in all dealerships, or in one. */
export async function deleteSessionsOf(
  orm: ForecourtOrm,
  personId: string,
  { except, dealershipId }: { readonly except?: string | undefined; readonly dealershipId?: string | undefined } = {},
): Promise<void> {
  await orm
    .delete(sessions)
    .where(
      and(
        eq(sessions.personId, personId),
        except === undefined ? undefined : ne(sessions.id, except),
        dealershipId === undefined ? undefined : eq(sessions.dealershipId, dealershipId),
      ),
    );
}

export async function deleteEndedSessions(orm: ForecourtOrm, now: Date): Promise<void> {
  await orm.delete(sessions).where(or(lte(sessions.expiresAt, now), lte(sessions.endsAt, now)));
}
