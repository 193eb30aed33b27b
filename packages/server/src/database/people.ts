import type { Role } from '@forecourt/sdk/contract';
import { and, asc, eq, sql } from 'drizzle-orm';
import { v7 as uuid } from 'uuid';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { dealerships, memberships, people } from './schema.ts';

export interface NewOwner {
  readonly dealership: string;
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** A person in one dealership, with what is needed to check a password. */
export interface Membership {
  readonly personId: string;
  readonly dealershipId: string;
  readonly role: Role;
  readonly name: string;
  readonly passwordHash: string;
}

/** Whether anybody can sign in at all. */
export async function hasPeople(orm: ForecourtOrm): Promise<boolean> {
  const rows = await orm.select({ id: people.id }).from(people).limit(1);
  return rows.length > 0;
}

/** A dealership with its owner. The e-mail address is kept as it was written and compared without its case. */
export async function createOwner(tx: Transaction, owner: NewOwner): Promise<{ dealershipId: string; personId: string }> {
  const dealershipId = uuid();
  const personId = uuid();
  await tx.insert(dealerships).values({ id: dealershipId, name: owner.dealership });
  await tx.insert(people).values({ id: personId, email: owner.email, name: owner.name, passwordHash: owner.passwordHash });
  await tx.insert(memberships).values({ dealershipId, personId, role: 'owner' });
  return { dealershipId, personId };
}

/** The first membership of whoever has this e-mail address. */
export async function findMembership(orm: ForecourtOrm, email: string): Promise<Membership | null> {
  const rows = await orm
    .select({
      personId: people.id,
      dealershipId: memberships.dealershipId,
      role: memberships.role,
      name: people.name,
      passwordHash: people.passwordHash,
    })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .where(eq(sql`lower(${people.email})`, email.toLowerCase()))
    .orderBy(asc(memberships.createdAt))
    .limit(1);
  return rows[0] ?? null;
}

/** Makes a dealership known that the host application keeps; again and again is fine. */
export async function ensureDealership(orm: ForecourtOrm, dealershipId: string, name: string): Promise<void> {
  await orm.insert(dealerships).values({ id: dealershipId, name }).onConflictDoNothing();
}

export async function readDealership(orm: ForecourtOrm, dealershipId: string): Promise<{ id: string; name: string } | null> {
  const rows = await orm.select({ id: dealerships.id, name: dealerships.name }).from(dealerships).where(eq(dealerships.id, dealershipId));
  return rows[0] ?? null;
}

export async function readPerson(
  orm: ForecourtOrm,
  dealershipId: string,
  personId: string,
): Promise<{ id: string; name: string; email: string } | null> {
  const rows = await orm
    .select({ id: people.id, name: people.name, email: people.email })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .where(and(eq(memberships.dealershipId, dealershipId), eq(people.id, personId)));
  return rows[0] ?? null;
}
