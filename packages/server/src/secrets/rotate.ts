import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { appendAudit, systemActor } from '../database/audit.ts';
import type { Database, Transaction } from '../database/open.ts';
import {
  changeWrapping,
  countSecretsByKey,
  installationId,
  lockKeys,
  lockSecretsOfOtherKeys,
  removeKeyFingerprint,
  type SecretRow,
} from '../database/secrets.ts';
import { rewrap } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import { findKey, sealingKey } from './sealing-key.ts';

export interface Rewrapped {
  /** The key that wraps all of them now. */
  readonly keyId: string;
  /** How many were wrapped anew. */
  readonly secrets: number;
  /** Secrets that could not be: they do not open, or their key is not in the ring. */
  readonly failed: readonly { readonly id: string; readonly error: ForecourtError }[];
}

export interface RewrapOptions {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly signal?: AbortSignal | undefined;
  /** Secrets in one transaction. */
  readonly stepSize?: number | undefined;
  onStep?(done: number): void;
}

/**
 * Wraps every secret with the first key of the ring, a step at a time, while servers read and write. Each step is whole or not at all:
 * it may be killed anywhere and begun again, and two may do it at once.
 *
 * @throws SECRET_KEY_MISSING, KEY_RING_INVALID, ABORTED
 */
export async function rewrapSecrets({ database, ring, signal, stepSize = 100, onStep }: RewrapOptions): Promise<Rewrapped> {
  const failed = new Map<string, ForecourtError>();
  let done = 0;
  for (;;) {
    const key = await database.transaction((tx) => sealingKey(tx, ring));
    let after: SecretRow | null = null;
    for (;;) {
      throwIfAborted(signal);
      const step: Step = await database.transaction((tx) => rewrapStep(tx, ring, after, stepSize));
      for (const [id, error] of step.failed) failed.set(id, error);
      done += step.count;
      onStep?.(done);
      if (step.last === null) break;
      after = step.last;
    }
    // Whoever seals holds the lock since before it read the ring: nobody can still bring a row under an older key.
    const left = await database.transaction(async (tx) => {
      await lockKeys(tx, { alone: true });
      return [...(await countSecretsByKey(tx))].reduce((sum, [id, count]) => (id === key.id ? sum : sum + count), 0);
    });
    if (left <= failed.size) return { keyId: key.id, secrets: done, failed: [...failed].map(([id, error]) => ({ id, error })) };
  }
}

interface Step {
  readonly count: number;
  readonly failed: ReadonlyMap<string, ForecourtError>;
  /** Where to go on; null at the end. */
  readonly last: SecretRow | null;
}

async function rewrapStep(tx: Transaction, ring: KeyRing, after: SecretRow | null, size: number): Promise<Step> {
  const to = await sealingKey(tx, ring);
  const rows = await lockSecretsOfOtherKeys(tx, to.id, after, size);
  const installation = await installationId(tx);
  const failed = new Map<string, ForecourtError>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const { id, dealershipId, purpose } = row;
    try {
      const from = await findKey(ring, row.keyId);
      await changeWrapping(tx, row, rewrap(row, { installationId: installation, dealershipId, id, purpose }, from, to));
      counts.set(dealershipId, (counts.get(dealershipId) ?? 0) + 1);
    } catch (error) {
      if (!ForecourtError.is(error) || !['SECRET_UNREADABLE', 'SECRET_KEY_MISSING'].includes(error.code)) throw error;
      failed.set(id, error);
    }
  }
  for (const [dealershipId, secrets] of counts) {
    const details = { keyId: to.id, secrets };
    await appendAudit(tx, { dealershipId, actor: systemActor, action: 'secret.rewrapped', target: null, details });
  }
  return { count: rows.length - failed.size, failed, last: rows.length === size ? (rows.at(-1) ?? null) : null };
}

/** Takes keys out of the ring that no secret needs. @returns their ids */
export async function dropUnusedKeys({ database, ring }: Pick<RewrapOptions, 'database' | 'ring'>): Promise<readonly string[]> {
  return await database.transaction(async (tx) => {
    await lockKeys(tx, { alone: true });
    const [keys, counts] = [await ring.keys(), await countSecretsByKey(tx)];
    const unused = keys.slice(1).flatMap(({ id }) => (counts.has(id) ? [] : [id]));
    if (unused.length === 0) return unused;
    for (const id of unused) await removeKeyFingerprint(tx, id);
    await ring.drop(unused);
    return unused;
  });
}
