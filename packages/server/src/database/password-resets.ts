import { and, eq, gt, lte } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { passwordResets } from './schema.ts';

/** Makes a link good for a person; the one before is good no more. */
export async function putPasswordReset(
  tx: Transaction,
  reset: { readonly personId: string; readonly tokenHash: string; readonly expiresAt: Date },
): Promise<void> {
  const { tokenHash, expiresAt } = reset;
  await tx
    .insert(passwordResets)
    .values(reset)
    .onConflictDoUpdate({ target: passwordResets.personId, set: { tokenHash, expiresAt, createdAt: new Date() } });
}

/** Uses a link up. @returns whose it was; null for one that was used, replaced or has run out */
export async function takePasswordReset(tx: Transaction, tokenHash: string, now: Date): Promise<string | null> {
  const taken = await tx
    .delete(passwordResets)
    .where(and(eq(passwordResets.tokenHash, tokenHash), gt(passwordResets.expiresAt, now)))
    .returning({ personId: passwordResets.personId });
  return taken[0]?.personId ?? null;
}

export async function deleteEndedPasswordResets(orm: ForecourtOrm, now: Date): Promise<void> {
  await orm.delete(passwordResets).where(lte(passwordResets.expiresAt, now));
}
