import { ForecourtError } from '@forecourt/errors';
import type { ApiKey, Scope } from '@forecourt/sdk/contract';
import { createApiKey, findApiKey, readApiKeys, revokeApiKey, touchApiKey } from '../database/api-keys.ts';
import type { Database } from '../database/database.ts';
import { appendEvent } from '../database/events.ts';
import type { Caller } from './caller.ts';
import { hashSecret, newSecret } from './tokens.ts';

export const keyPrefix = 'fck_';
/** Characters of a key that are kept, to recognise it by: its prefix and 36 of its 256 bits. */
const shownCharacters = keyPrefix.length + 6;
const touchEveryMs = 60_000;

export interface Keys {
  list(dealershipId: string, before: string | null, limit: number): Promise<ApiKey[]>;
  /** The secret is in this answer only. */
  create(caller: Caller, key: { name: string; scopes: readonly Scope[] }): Promise<ApiKey & { secret: string }>;
  /** @throws NOT_FOUND */
  revoke(caller: Caller, keyId: string): Promise<ApiKey>;
  /** @throws UNAUTHENTICATED for a key that was never made, KEY_REVOKED for one that is good no more */
  identify(secret: string): Promise<Caller>;
}

export function createKeys(database: Database, now: () => Date): Keys {
  return {
    list: (dealershipId, before, limit) => readApiKeys(database.orm, dealershipId, before, limit),
    async create(caller, { name, scopes }) {
      const lacking = scopes.find((scope) => !caller.scopes.includes(scope));
      if (lacking) throw new ForecourtError('FORBIDDEN', `You cannot give the right ${lacking}, since you do not have it.`);
      const secret = newSecret(keyPrefix);
      const key = await database.transaction(async (tx) => {
        const made = await createApiKey(tx, caller.dealershipId, {
          name,
          scopes: [...new Set(scopes)],
          prefix: secret.slice(0, shownCharacters),
          keyHash: hashSecret(secret),
          createdBy: caller.personId ?? null,
        });
        await appendEvent(tx, caller.dealershipId, 'key.created', made);
        return made;
      });
      return { ...key, secret };
    },
    async revoke(caller, keyId) {
      return await database.transaction(async (tx) => {
        const { key, isNew } = await revokeApiKey(tx, caller.dealershipId, keyId, now());
        if (isNew) await appendEvent(tx, caller.dealershipId, 'key.revoked', key);
        return key;
      });
    },
    async identify(secret) {
      const key = secret.startsWith(keyPrefix) ? await findApiKey(database.orm, hashSecret(secret)) : null;
      if (key === null) throw new ForecourtError('UNAUTHENTICATED', 'This API key is not known.');
      if (key.revokedAt !== null) throw new ForecourtError('KEY_REVOKED', `The API key “${key.name}” was revoked.`);
      const at = now();
      if (key.lastUsedAt === null || at.getTime() - key.lastUsedAt.getTime() > touchEveryMs) {
        await touchApiKey(database.orm, key, at, touchEveryMs);
      }
      return { kind: 'key', dealershipId: key.dealershipId, keyId: key.id, name: key.name, role: null, scopes: key.scopes };
    },
  };
}
