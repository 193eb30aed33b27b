import { ForecourtError } from '@forecourt/errors';
import type { ApiKey, Scope } from '@forecourt/sdk/contract';
import { LRUCache } from 'lru-cache';
import { createApiKey, findApiKey, type KeptApiKey, keysChannel, readApiKeys, revokeApiKey, touchApiKey } from '../database/api-keys.ts';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import { appendEvent } from '../database/events.ts';
import { notify } from '../database/notifications.ts';
import type { Caller } from './caller.ts';
import { hashSecret, newSecret } from './tokens.ts';

export const keyPrefix = 'fck_';
/** Characters of a key that are kept, to recognise it by: its prefix and 36 of its 256 bits. */
const shownCharacters = keyPrefix.length + 6;
const touchEveryMs = 60_000;
/** Keys that were looked up are remembered so long, unless somebody says earlier that one was revoked. */
const remembered = { most: 5_000, ms: 30_000 };

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Good for ever where left out. */
  readonly expiresAt?: string | null | undefined;
}

export interface Keys {
  list(dealershipId: string, before: string | null, limit: number): Promise<ApiKey[]>;
  /** The secret is in this answer only. @throws FORBIDDEN for rights that the caller does not have, INVALID_INPUT for an end in the past */
  create(caller: Caller, key: NewKey): Promise<ApiKey & { secret: string }>;
  /** @throws NOT_FOUND */
  revoke(caller: Caller, keyId: string): Promise<ApiKey>;
  /** @throws UNAUTHENTICATED for a key that was never made, KEY_REVOKED and KEY_EXPIRED for one that is good no more */
  identify(secret: string): Promise<Caller>;
  /** How many are remembered. */
  remembered(): number;
  close(): Promise<void>;
}

export function createKeys(database: Database, now: () => Date): Keys {
  const known = createMemory(database);
  return {
    list: (dealershipId, before, limit) => readApiKeys(database.orm, dealershipId, before, limit),
    async create(caller, { name, scopes, expiresAt = null }) {
      const lacking = scopes.find((scope) => !caller.scopes.includes(scope));
      if (lacking) throw new ForecourtError('FORBIDDEN', `You cannot give the right ${lacking}, since you do not have it.`);
      const ends = expiresAt === null ? null : new Date(expiresAt);
      if (ends !== null && ends <= now()) throw new ForecourtError('INVALID_INPUT', 'expiresAt: lies in the past.');
      const secret = newSecret(keyPrefix);
      const key = await database.transaction(async (tx) => {
        const made = await createApiKey(tx, caller.dealershipId, {
          name,
          scopes: [...new Set(scopes)],
          prefix: secret.slice(0, shownCharacters),
          keyHash: hashSecret(secret),
          createdBy: caller.personId ?? null,
          expiresAt: ends,
        });
        await appendAudit(tx, {
          ...{ dealershipId: caller.dealershipId, actor: actorOf(caller), action: 'key.created' as const },
          target: { kind: 'key', id: made.id },
          details: { name, scopes: made.scopes, expiresAt: made.expiresAt },
        });
        await appendEvent(tx, caller.dealershipId, 'key.created', made);
        await notify(tx, {
          dealershipId: caller.dealershipId,
          kind: 'security.key-created',
          title: 'A new API key',
          body: `${caller.name} made the key “${name}”. If nobody of you did so, revoke it and change your passwords.`,
          link: '/settings/keys',
          groupKey: `key:${made.id}`,
          byPersonId: caller.personId,
        });
        return made;
      });
      return { ...key, secret };
    },
    async revoke(caller, keyId) {
      const { key, keyHash } = await database.transaction(async (tx) => {
        const revoked = await revokeApiKey(tx, caller.dealershipId, keyId, now());
        if (revoked.isNew) {
          await appendAudit(tx, {
            ...{ dealershipId: caller.dealershipId, actor: actorOf(caller), action: 'key.revoked' as const },
            target: { kind: 'key', id: keyId },
            details: { name: revoked.key.name },
          });
          await appendEvent(tx, caller.dealershipId, 'key.revoked', revoked.key);
        }
        return revoked;
      });
      // Other processes hear of it; here it is over when this returns.
      known.forget(keyHash);
      return key;
    },
    async identify(secret) {
      const key = secret.startsWith(keyPrefix) ? await known.find(hashSecret(secret)) : null;
      if (key === null) throw new ForecourtError('UNAUTHENTICATED', 'This API key is not known.');
      if (key.revokedAt !== null) throw new ForecourtError('KEY_REVOKED', `The API key “${key.name}” was revoked.`);
      const at = now();
      if (key.expiresAt !== null && key.expiresAt <= at) throw new ForecourtError('KEY_EXPIRED', `The API key “${key.name}” has run out.`);
      if (key.lastUsedAt === null || at.getTime() - key.lastUsedAt.getTime() > touchEveryMs) {
        key.lastUsedAt = at;
        await touchApiKey(database.orm, key, at, touchEveryMs);
      }
      return { kind: 'key', dealershipId: key.dealershipId, keyId: key.id, name: key.name, role: null, scopes: key.scopes };
    },
    remembered: known.count,
    close: known.close,
  };
}

/** Keys by their hash, looked up once in a while. A key that is revoked in any process is forgotten in all, at once. */
function createMemory(database: Database) {
  const keys = new LRUCache<string, KeptApiKey>({ max: remembered.most, ttl: remembered.ms });
  /** Rises with everything that is heard: what was read before may be old by now. */
  let age = 0;
  let listening: Promise<AsyncDisposable> | undefined;
  let isListening = false;
  const forget = (keyHash: string) => {
    age++;
    if (keyHash === '') keys.clear();
    else keys.delete(keyHash);
  };
  const listen = () => {
    listening ??= database.listen(keysChannel, forget);
    listening.then(
      () => {
        isListening = true;
      },
      () => {
        // Nothing is remembered until it can be heard that it is good no more.
        listening = undefined;
      },
    );
  };
  return {
    forget,
    count: () => keys.size,
    async find(keyHash: string): Promise<KeptApiKey | null> {
      const present = keys.get(keyHash);
      if (present) return present;
      if (!isListening) listen();
      const [before, wasListening] = [age, isListening];
      const row = await findApiKey(database.orm, keyHash);
      if (row !== null && wasListening && before === age) keys.set(keyHash, row);
      return row;
    },
    async close() {
      keys.clear();
      await (await listening)?.[Symbol.asyncDispose]();
    },
  };
}
