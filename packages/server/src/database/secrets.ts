import { ForecourtError } from '@forecourt/errors';
import { v7 as newId } from 'uuid';
import { and, asc, count, eq, gt, inArray, isNull, lt, ne, or, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { installation, secretKeys, secrets } from './schema.ts';

export type SecretRow = typeof secrets.$inferSelect;
export type NewSecretRow = Omit<typeof secrets.$inferInsert, 'createdAt' | 'lastUsedAt'>;

/** Any number: all of Forecourt's servers on one database have to take the same. */
const advisoryLock = 7_039_212_019;
const newKeysLock = 7_039_212_020;

/**
 * Lets many seal at the same time, but none while somebody looks whether an old key is still needed, or makes the first one. The keys
 * are to be read after this.
 */
export async function lockKeys(tx: Transaction, { alone }: { readonly alone: boolean }): Promise<void> {
  await tx.execute(alone ? sql`select pg_advisory_xact_lock(${advisoryLock})` : sql`select pg_advisory_xact_lock_shared(${advisoryLock})`);
}

/** One transaction at a time makes a key known. */
export async function lockNewKeys(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${newKeysLock})`);
}

/** This installation's id; it gets one when it is first asked for. */
export async function installationId(orm: ForecourtOrm): Promise<string> {
  const read = () => orm.select({ id: installation.id }).from(installation);
  let [row] = await read();
  if (row === undefined) {
    await orm.insert(installation).values({ id: newId() }).onConflictDoNothing();
    [row] = await read();
  }
  if (row === undefined) throw new ForecourtError('INTERNAL', 'The installation has no id.');
  return row.id;
}

/** Fingerprints of the keys that were ever used, by their names. */
export async function readKeyFingerprints(orm: ForecourtOrm): Promise<ReadonlyMap<string, string>> {
  const rows = await orm.select().from(secretKeys);
  return new Map(rows.map(({ id, fingerprint }) => [id, fingerprint]));
}

export async function addKeyFingerprint(tx: Transaction, id: string, fingerprint: string): Promise<void> {
  await tx.insert(secretKeys).values({ id, fingerprint }).onConflictDoNothing();
}

export async function changeKeyFingerprint(tx: Transaction, id: string, fingerprint: string): Promise<void> {
  await tx.update(secretKeys).set({ fingerprint }).where(eq(secretKeys.id, id));
}

/** Forgets the names of keys, which no row may use any more. */
export async function removeKeyFingerprint(tx: Transaction, id: string): Promise<void> {
  await tx.delete(secretKeys).where(eq(secretKeys.id, id));
}

/** How many secrets each key wraps; keys that wrap none are not in it. */
export async function countSecretsByKey(orm: ForecourtOrm): Promise<ReadonlyMap<string, number>> {
  const rows = await orm.select({ keyId: secrets.keyId, secrets: count() }).from(secrets).groupBy(secrets.keyId);
  return new Map(rows.map((row) => [row.keyId, row.secrets]));
}

export async function insertSecret(tx: Transaction, row: NewSecretRow): Promise<void> {
  await tx.insert(secrets).values(row);
}

export async function readSecretRow(orm: ForecourtOrm, dealershipId: string, id: string): Promise<SecretRow> {
  const [row] = await orm.select().from(secrets).where(whole(dealershipId, id));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such secret.');
  return row;
}

/** @returns what it was for, or null if there was none */
export async function deleteSecret(tx: Transaction, dealershipId: string, id: string): Promise<{ purpose: string } | null> {
  const [row] = await tx.delete(secrets).where(whole(dealershipId, id)).returning({ purpose: secrets.purpose });
  return row ?? null;
}

/** Notes the use of a secret, at most once within `everyMs`. */
export async function touchSecret(orm: ForecourtOrm, { dealershipId, id }: SecretRow, now: Date, everyMs: number): Promise<void> {
  const before = new Date(now.getTime() - everyMs);
  await orm
    .update(secrets)
    .set({ lastUsedAt: now })
    .where(and(whole(dealershipId, id), or(isNull(secrets.lastUsedAt), lt(secrets.lastUsedAt, before))));
}

/** Secrets under another key than this, in the order of their place and held until the end of the transaction. */
export async function lockSecretsOfOtherKeys(
  tx: Transaction,
  keyId: string,
  after: Pick<SecretRow, 'dealershipId' | 'id'> | null,
  limit: number,
): Promise<SecretRow[]> {
  return await tx
    .select()
    .from(secrets)
    .where(
      and(
        ne(secrets.keyId, keyId),
        after === null
          ? undefined
          : or(gt(secrets.dealershipId, after.dealershipId), and(eq(secrets.dealershipId, after.dealershipId), gt(secrets.id, after.id))),
      ),
    )
    .orderBy(asc(secrets.dealershipId), asc(secrets.id))
    .limit(limit)
    .for('update');
}

export async function changeWrapping(
  tx: Transaction,
  { dealershipId, id }: SecretRow,
  wrapping: Pick<SecretRow, 'keyId' | 'wrappedKey'>,
): Promise<void> {
  const { keyId, wrappedKey } = wrapping;
  await tx.update(secrets).set({ keyId, wrappedKey }).where(whole(dealershipId, id));
}

/** Gives up what these keys wrapped: the rows stay, since others point at them, but nothing opens them any more. @returns how many */
export async function abandonSecrets(tx: Transaction, keyIds: readonly string[], keyId: string): Promise<number> {
  const rows = await tx
    .update(secrets)
    .set({ keyId, wrappedKey: '', ciphertext: '', lastFour: '' })
    .where(inArray(secrets.keyId, [...keyIds]))
    .returning({ id: secrets.id });
  return rows.length;
}

function whole(dealershipId: string, id: string) {
  return and(eq(secrets.dealershipId, dealershipId), eq(secrets.id, id));
}
