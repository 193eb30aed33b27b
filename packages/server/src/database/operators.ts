import type { Person } from '@forecourt/sdk/contract';
import { asc, eq, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { people } from './schema.ts';

/** Who may look after the whole installation: a handful of people. */
export async function readOperators(orm: ForecourtOrm): Promise<Person[]> {
  return await orm
    .select({ id: people.id, name: people.name, email: people.email })
    .from(people)
    .where(eq(people.isOperator, true))
    .orderBy(asc(people.id));
}

/** Locks all operators, so that two transactions cannot each dismiss the last but one. */
export async function lockOperators(tx: Transaction): Promise<string[]> {
  const rows = await tx.select({ id: people.id }).from(people).where(eq(people.isOperator, true)).orderBy(asc(people.id)).for('update');
  return rows.map(({ id }) => id);
}

export async function setOperator(tx: Transaction, personId: string, isOperator: boolean): Promise<void> {
  await tx.update(people).set({ isOperator, updatedAt: sql`now()` }).where(eq(people.id, personId));
}
