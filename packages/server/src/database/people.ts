import { ForecourtError } from '@forecourt/errors';
import type { OwnDealership, Person, Role } from '@forecourt/sdk/contract';
import { v7 as uuid } from 'uuid';
import { and, asc, eq, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { accounts, dealerships, memberships, people } from './schema.ts';

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** Whether anybody can sign in at all. */
export async function hasPeople(orm: ForecourtOrm): Promise<boolean> {
  const rows = await orm.select({ id: people.id }).from(people).limit(1);
  return rows.length > 0;
}

/** A person who can sign in with a password. The e-mail address is kept as it was written and compared without its case. @returns its id */
export async function createPerson(
  tx: Transaction,
  { passwordHash, ...person }: NewPerson & { readonly emailVerified?: boolean; readonly isOperator?: boolean },
): Promise<string> {
  const id = uuid();
  await tx.insert(people).values({ id, ...person });
  await setPassword(tx, id, passwordHash);
  return id;
}

/** Gives a person this password instead of the one before, if there was one. */
export async function setPassword(tx: Transaction, personId: string, passwordHash: string): Promise<void> {
  const account = { id: uuid(), personId, providerId: 'credential', accountId: personId, passwordHash };
  await tx
    .insert(accounts)
    .values(account)
    .onConflictDoUpdate({ target: [accounts.providerId, accounts.accountId], set: { passwordHash, updatedAt: sql`now()` } });
}

/** How a person can sign in: `credential` is the password. */
export async function readAccounts(orm: ForecourtOrm, personId: string): Promise<{ providerId: string; passwordHash: string | null }[]> {
  return await orm
    .select({ providerId: accounts.providerId, passwordHash: accounts.passwordHash })
    .from(accounts)
    .where(eq(accounts.personId, personId))
    .orderBy(asc(accounts.createdAt));
}

/** The first dealership with its owner, who may look after the whole installation. */
export async function createOwner(
  tx: Transaction,
  { dealership, ...person }: NewPerson & { readonly dealership: string },
): Promise<{ dealershipId: string; personId: string }> {
  const personId = await createPerson(tx, { ...person, emailVerified: true, isOperator: true });
  return { dealershipId: await createDealership(tx, dealership, personId), personId };
}

/** A dealership with its owner. @returns its id */
export async function createDealership(tx: Transaction, name: string, ownerId: string): Promise<string> {
  const dealershipId = uuid();
  await tx.insert(dealerships).values({ id: dealershipId, name });
  await tx.insert(memberships).values({ dealershipId, personId: ownerId, role: 'owner' });
  return dealershipId;
}

export async function findPersonByEmail(
  orm: ForecourtOrm,
  email: string,
): Promise<(Person & { emailVerified: boolean; isOperator: boolean }) | null> {
  const rows = await orm
    .select({ id: people.id, name: people.name, email: people.email, emailVerified: people.emailVerified, isOperator: people.isOperator })
    .from(people)
    .where(eq(sql`lower(${people.email})`, email.trim().toLowerCase()));
  return rows[0] ?? null;
}

export async function findPerson(orm: ForecourtOrm, personId: string): Promise<(Person & { emailVerified: boolean }) | null> {
  const rows = await orm
    .select({ id: people.id, name: people.name, email: people.email, emailVerified: people.emailVerified })
    .from(people)
    .where(eq(people.id, personId));
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

/** The dealerships of a person, the one that it joined first at the front. */
export async function readDealershipsOf(orm: ForecourtOrm, personId: string): Promise<Omit<OwnDealership, 'isCurrent'>[]> {
  return await orm
    .select({ id: dealerships.id, name: dealerships.name, role: memberships.role })
    .from(memberships)
    .innerJoin(dealerships, eq(dealerships.id, memberships.dealershipId))
    .where(eq(memberships.personId, personId))
    .orderBy(asc(memberships.createdAt), asc(memberships.dealershipId));
}

export async function readPerson(orm: ForecourtOrm, dealershipId: string, personId: string): Promise<Person | null> {
  const rows = await orm
    .select({ id: people.id, name: people.name, email: people.email })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .where(and(eq(memberships.dealershipId, dealershipId), eq(people.id, personId)));
  return rows[0] ?? null;
}

/** @throws NOT_FOUND */
export async function renamePerson(tx: Transaction, personId: string, name: string): Promise<Person> {
  const [row] = await tx
    .update(people)
    .set({ name, updatedAt: sql`now()` })
    .where(eq(people.id, personId))
    .returning({ id: people.id, name: people.name, email: people.email });
  if (!row) throw new ForecourtError('NOT_FOUND', 'There is no such person.');
  return row;
}

export async function readRole(orm: ForecourtOrm, dealershipId: string, personId: string): Promise<Role | null> {
  const rows = await orm
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.dealershipId, dealershipId), eq(memberships.personId, personId)));
  return rows[0]?.role ?? null;
}
