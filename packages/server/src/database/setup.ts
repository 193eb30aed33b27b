import { eq, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { setupCodes } from './schema.ts';

/** Any number: all of Forecourt's servers on one database have to take the same. */
const advisoryLock = 7_039_212_018;

/** Lets one transaction at a time set up this installation. */
export async function lockSetUp(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLock})`);
}

export async function addSetupCode(orm: ForecourtOrm, codeHash: string): Promise<void> {
  await orm.insert(setupCodes).values({ codeHash }).onConflictDoNothing();
}

export async function hasSetupCode(orm: ForecourtOrm, codeHash: string): Promise<boolean> {
  const rows = await orm.select().from(setupCodes).where(eq(setupCodes.codeHash, codeHash));
  return rows.length > 0;
}

export async function removeSetupCodes(orm: ForecourtOrm): Promise<void> {
  await orm.delete(setupCodes);
}
