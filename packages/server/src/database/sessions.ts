import type { Role } from '@forecourt/sdk/contract';
import { and, eq, gt, lte } from 'drizzle-orm';
import { v7 as uuid } from 'uuid';
import type { ForecourtOrm } from './orm.ts';
import { memberships, people, sessions } from './schema.ts';

export interface SessionRow {
  readonly id: string;
  readonly dealershipId: string;
  readonly personId: string;
  readonly name: string;
  readonly role: Role;
  readonly expiresAt: Date;
}

export async function createSession(
  orm: ForecourtOrm,
  session: { dealershipId: string; personId: string; tokenHash: string; expiresAt: Date },
): Promise<void> {
  await orm.insert(sessions).values({ id: uuid(), ...session });
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
      expiresAt: sessions.expiresAt,
    })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .innerJoin(memberships, and(eq(memberships.dealershipId, sessions.dealershipId), eq(memberships.personId, sessions.personId)))
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, now)));
  return rows[0] ?? null;
}

export async function extendSession(orm: ForecourtOrm, session: SessionRow, expiresAt: Date): Promise<void> {
  await orm
    .update(sessions)
    .set({ expiresAt })
    .where(and(eq(sessions.dealershipId, session.dealershipId), eq(sessions.id, session.id)));
}

export async function deleteSession(orm: ForecourtOrm, tokenHash: string): Promise<void> {
  await orm.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
}

export async function deleteEndedSessions(orm: ForecourtOrm, now: Date): Promise<void> {
  await orm.delete(sessions).where(lte(sessions.expiresAt, now));
}
