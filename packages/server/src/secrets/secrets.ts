import type { AuditActor } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { appendAudit, systemActor } from '../database/audit.ts';
import type { Database, Transaction } from '../database/open.ts';
import {
  countSecretsByKey,
  deleteSecret,
  insertSecret,
  installationId,
  readSecretRow,
  type SecretRow,
  touchSecret,
} from '../database/secrets.ts';
import type { Hidden } from '../settings/hidden.ts';
import { open, type SecretPlace, seal } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import { openText, sealText } from './sealed-text.ts';
import { findKey, sealingKey } from './sealing-key.ts';

export interface NewSecret {
  readonly dealershipId: string;
  /** What it is for, as `webhook signing`. The secret is bound to it. */
  readonly purpose: string;
  readonly value: string | Hidden;
  /** Who brings it, for the audit log; Forecourt itself where left out. */
  readonly actor?: AuditActor | undefined;
}

/** What may be shown of a secret. */
export interface SecretDescription {
  readonly id: string;
  readonly purpose: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  /** Its last four characters; empty for one so short that these would be much of it. */
  readonly lastFour: string;
}

/** Secrets that Forecourt has to use itself, such as keys of other services: sealed in the database, never shown again, never logged. */
export interface Secrets {
  /** Keeps a secret, in the transaction of what needs it. @returns its id. @throws SECRET_KEY_MISSING, KEY_RING_INVALID */
  put(tx: Transaction, secret: NewSecret): Promise<string>;
  /** The secret itself, for the moment of its use. @throws NOT_FOUND, SECRET_KEY_MISSING, SECRET_UNREADABLE */
  read(dealershipId: string, id: string): Promise<string>;
  /** Forgets it; one that is not there is no error. */
  remove(tx: Transaction, dealershipId: string, id: string, actor?: AuditActor): Promise<void>;
  /** A text that only waits to be sent, sealed in place. @throws SECRET_KEY_MISSING, KEY_RING_INVALID */
  sealText(tx: Transaction, dealershipId: string, text: string): Promise<string>;
  /** The same text again; one that was never sealed as it is. @throws SECRET_KEY_MISSING, SECRET_UNREADABLE */
  openText(dealershipId: string, text: string): Promise<string>;
  /** @throws NOT_FOUND */
  describe(dealershipId: string, id: string): Promise<SecretDescription>;
  /** The keys of the ring and how many secrets each wraps: for operators. */
  status(): Promise<SecretsStatus>;
}

export interface SecretsStatus {
  readonly source: KeyRing['source'];
  /** In the order of the ring: the first seals. */
  readonly keys: readonly { readonly id: string; readonly secrets: number }[];
  /** Keys that secrets need and the ring has not. */
  readonly missing: readonly string[];
}

export interface SecretsOptions {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly now?: (() => Date) | undefined;
}

/** Four characters are shown of a secret that has at least so many. */
const shortestShown = 16;
const touchEveryMs = 60_000;

export function createSecrets({ database, ring, now = () => new Date() }: SecretsOptions): Secrets {
  const describe = (row: SecretRow): SecretDescription => ({
    id: row.id,
    purpose: row.purpose,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastFour: row.lastFour,
  });
  return {
    async put(tx, { dealershipId, purpose, value, actor = systemActor }) {
      const text = typeof value === 'string' ? value : value.reveal();
      const key = await sealingKey(tx, ring);
      const id = newId();
      const place: SecretPlace = { installationId: await installationId(tx), dealershipId, id, purpose };
      const lastFour = text.length < shortestShown ? '' : text.slice(-4);
      await insertSecret(tx, { id, dealershipId, purpose, lastFour, ...seal(text, place, key) });
      await appendAudit(tx, { dealershipId, actor, action: 'secret.added', target: { kind: 'secret', id }, details: { purpose } });
      return id;
    },
    async read(dealershipId, id) {
      const row = await readSecretRow(database.orm, dealershipId, id);
      const place = { installationId: await installationId(database.orm), dealershipId, id, purpose: row.purpose };
      const value = open(row, place, await findKey(ring, row.keyId));
      await touchSecret(database.orm, row, now(), touchEveryMs);
      return value;
    },
    async remove(tx, dealershipId, id, actor = systemActor) {
      const removed = await deleteSecret(tx, dealershipId, id);
      if (removed === null) return;
      await appendAudit(tx, { dealershipId, actor, action: 'secret.removed', target: { kind: 'secret', id }, details: removed });
    },
    sealText: (tx, dealershipId, text) => sealText(tx, ring, dealershipId, text),
    openText: (dealershipId, text) => openText(ring, dealershipId, text),
    describe: async (dealershipId, id) => describe(await readSecretRow(database.orm, dealershipId, id)),
    async status() {
      const [keys, counts] = await Promise.all([ring.keys(), countSecretsByKey(database.orm)]);
      return {
        source: ring.source,
        keys: keys.map(({ id }) => ({ id, secrets: counts.get(id) ?? 0 })),
        missing: [...counts.keys()].filter((id) => !keys.some((key) => key.id === id)),
      };
    },
  };
}
