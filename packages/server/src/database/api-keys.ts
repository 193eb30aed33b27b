import { ForecourtError } from '@forecourt/errors';
import type { ApiKey, Scope } from '@forecourt/sdk/contract';
import { v7 as uuid } from 'uuid';
import { and, desc, eq, isNull, lt, or, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { apiKeys } from './schema.ts';

type Row = typeof apiKeys.$inferSelect;

/** A key as it is kept, for whoever checks one. */
export type KeptApiKey = Row;

/** Channel on which the hash of a key is said that is good no more. */
export const keysChannel = 'forecourt_keys';

export interface NewApiKey {
  readonly name: string;
  readonly prefix: string;
  readonly keyHash: string;
  readonly scopes: readonly Scope[];
  readonly createdBy: string | null;
  readonly expiresAt: Date | null;
}

export async function createApiKey(tx: Transaction, dealershipId: string, key: NewApiKey): Promise<ApiKey> {
  const [row] = await tx
    .insert(apiKeys)
    .values({ id: uuid(), dealershipId, ...key, scopes: [...key.scopes] })
    .returning();
  return describe(row, 'made');
}

/** One page, newest first, starting below the identifier `before`. One more than `limit` is read, so that the caller sees if there is more. */
export async function readApiKeys(orm: ForecourtOrm, dealershipId: string, before: string | null, limit: number): Promise<ApiKey[]> {
  const rows = await orm
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.dealershipId, dealershipId), before === null ? undefined : lt(apiKeys.id, before)))
    .orderBy(desc(apiKeys.id))
    .limit(limit + 1);
  return rows.map((row) => describe(row, 'read'));
}

/** Revokes a key, and says so to all processes once it is committed. `isNew` tells whether it was good until now. @throws NOT_FOUND */
export async function revokeApiKey(
  tx: Transaction,
  dealershipId: string,
  keyId: string,
  now: Date,
): Promise<{ key: ApiKey; keyHash: string; isNew: boolean }> {
  const own = and(eq(apiKeys.dealershipId, dealershipId), eq(apiKeys.id, keyId));
  const [changed] = await tx
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(own, isNull(apiKeys.revokedAt)))
    .returning();
  if (changed) {
    await tx.execute(sql`select pg_notify(${keysChannel}, ${changed.keyHash})`);
    return { key: describe(changed, 'revoked'), keyHash: changed.keyHash, isNew: true };
  }
  const [row] = await tx.select().from(apiKeys).where(own);
  if (!row) throw new ForecourtError('NOT_FOUND', 'There is no such API key.');
  return { key: describe(row, 'read'), keyHash: row.keyHash, isNew: false };
}

/** The key with this hash in whatever dealership it is, also if it is revoked. */
export async function findApiKey(orm: ForecourtOrm, keyHash: string): Promise<Row | null> {
  const rows = await orm.select().from(apiKeys).where(eq(apiKeys.keyHash, keyHash));
  return rows[0] ?? null;
}

/** Notes the use of a key, at most once within `everyMs`. */
export async function touchApiKey(orm: ForecourtOrm, key: Row, now: Date, everyMs: number): Promise<void> {
  await orm
    .update(apiKeys)
    .set({ lastUsedAt: now })
    .where(
      and(
        eq(apiKeys.dealershipId, key.dealershipId),
        eq(apiKeys.id, key.id),
        or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, new Date(now.getTime() - everyMs))),
      ),
    );
}

function describe(row: Row | undefined, done: string): ApiKey {
  if (!row) throw new ForecourtError('INTERNAL', `An API key was not ${done}.`);
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
