import { ForecourtError } from '@forecourt/errors';
import { type Invitation, idSchema, type Role } from '@forecourt/sdk/contract';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, desc, eq, gt, isNull, lt, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { dealerships, invitations, memberships, people } from './schema.ts';

type Row = typeof invitations.$inferSelect;

export interface NewInvitation {
  readonly email: string;
  readonly role: Role;
  readonly tokenHash: string;
  readonly invitedBy: string | null;
  readonly expiresAt: Date;
}

/** An invitation that can be accepted, with the name of its dealership and of whoever invited. */
export interface OpenInvitation {
  readonly id: string;
  readonly dealershipId: string;
  readonly dealership: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedBy: string | null;
}

const cursorSchema = z.tuple([idSchema]);
const isOpen = and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));
const sameEmail = (email: string) => eq(sql`lower(${invitations.email})`, email.trim().toLowerCase());

/** One that has run out makes room for a new one. @throws ALREADY_MEMBER, ALREADY_INVITED @returns its id */
export async function createInvitation(tx: Transaction, dealershipId: string, invitation: NewInvitation, now: Date): Promise<string> {
  const member = await tx
    .select({ id: people.id })
    .from(people)
    .innerJoin(memberships, and(eq(memberships.personId, people.id), eq(memberships.dealershipId, dealershipId)))
    .where(eq(sql`lower(${people.email})`, invitation.email.toLowerCase()));
  if (member.length > 0) throw new ForecourtError('ALREADY_MEMBER', `${invitation.email} belongs to this dealership already.`);
  await tx
    .update(invitations)
    .set({ revokedAt: now })
    .where(and(eq(invitations.dealershipId, dealershipId), sameEmail(invitation.email), isOpen, lt(invitations.expiresAt, now)));
  const id = uuid();
  const added = await tx
    .insert(invitations)
    .values({ id, dealershipId, ...invitation })
    .onConflictDoNothing()
    .returning({ id: invitations.id });
  if (added.length === 0) throw new ForecourtError('ALREADY_INVITED', `${invitation.email} is invited already.`);
  return id;
}

/** One page, newest first. */
export async function listInvitations(
  orm: ForecourtOrm,
  dealershipId: string,
  { cursor, limit }: PageQuery,
  now: Date,
): Promise<Page<Invitation>> {
  const before = cursor === undefined ? undefined : lt(invitations.id, decodeCursor(cursorSchema, cursor)[0]);
  const rows = await select(orm)
    .where(and(eq(invitations.dealershipId, dealershipId), before))
    .orderBy(desc(invitations.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ invitation }) => [invitation.id]);
  return { ...page, items: page.items.map((row) => describe(row, now)) };
}

/** @throws NOT_FOUND */
export async function readInvitation(orm: ForecourtOrm, dealershipId: string, invitationId: string, now: Date): Promise<Invitation> {
  const [row] = await select(orm).where(and(eq(invitations.dealershipId, dealershipId), eq(invitations.id, invitationId)));
  if (!row) throw new ForecourtError('NOT_FOUND', 'There is no such invitation.');
  return describe(row, now);
}

function select(orm: ForecourtOrm) {
  return orm
    .select({ invitation: invitations, invitedBy: people.name })
    .from(invitations)
    .leftJoin(people, eq(people.id, invitations.invitedBy))
    .$dynamic();
}

/** Gives an invitation a new link and a new end. @returns whether it was open: one that is accepted or revoked stays so */
export async function renewInvitation(
  tx: Transaction,
  dealershipId: string,
  invitationId: string,
  link: { tokenHash: string; expiresAt: Date },
): Promise<boolean> {
  const own = and(eq(invitations.dealershipId, dealershipId), eq(invitations.id, invitationId), isOpen);
  return (await tx.update(invitations).set(link).where(own).returning({ id: invitations.id })).length > 0;
}

/** Revoking twice is fine, and so is one that was accepted: it stays so. */
export async function revokeInvitation(tx: Transaction, dealershipId: string, invitationId: string, now: Date): Promise<void> {
  await tx
    .update(invitations)
    .set({ revokedAt: now })
    .where(and(eq(invitations.dealershipId, dealershipId), eq(invitations.id, invitationId), isOpen));
}

/** Invitations that can be accepted: by the token of a link, or by a proven address. */
export async function findOpenInvitations(
  orm: ForecourtOrm,
  by: { readonly tokenHash: string } | { readonly email: string },
  now: Date,
): Promise<OpenInvitation[]> {
  return await orm
    .select({
      id: invitations.id,
      dealershipId: invitations.dealershipId,
      dealership: dealerships.name,
      email: invitations.email,
      role: invitations.role,
      invitedBy: people.name,
    })
    .from(invitations)
    .innerJoin(dealerships, eq(dealerships.id, invitations.dealershipId))
    .leftJoin(people, eq(people.id, invitations.invitedBy))
    .where(and('email' in by ? sameEmail(by.email) : eq(invitations.tokenHash, by.tokenHash), isOpen, gt(invitations.expiresAt, now)));
}

/** Marks an invitation as accepted. @returns whether it was this call that did: of two at once one is too late */
export async function closeInvitation(tx: Transaction, { dealershipId, id }: OpenInvitation, now: Date): Promise<boolean> {
  const closed = await tx
    .update(invitations)
    .set({ acceptedAt: now })
    .where(and(eq(invitations.dealershipId, dealershipId), eq(invitations.id, id), isOpen, gt(invitations.expiresAt, now)))
    .returning({ id: invitations.id });
  return closed.length > 0;
}

function describe({ invitation, invitedBy }: { invitation: Row; invitedBy: string | null }, now: Date): Invitation {
  const { id, email, role, createdAt, expiresAt } = invitation;
  return {
    id,
    email,
    role,
    state: stateOf(invitation, now),
    invitedBy,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  };
}

function stateOf({ acceptedAt, revokedAt, expiresAt }: Row, now: Date): Invitation['state'] {
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
}
