import { ForecourtError } from '@forecourt/errors';
import type { ForecourtOrm, Transaction } from '../database/open.ts';
import { addKeyFingerprint, countSecretsByKey, lockKeys, lockNewKeys, readKeyFingerprints } from '../database/secrets.ts';
import type { KeyRing } from './key-ring.ts';
import { fingerprintOf, type RingKey } from './ring-key.ts';

/**
 * The key that seals now, for use in this transaction. The first one is made here, and only by an installation that never had one: a
 * server whose ring is another one, or was lost, is refused instead of beginning a second.
 *
 * @throws SECRET_KEY_MISSING, KEY_RING_INVALID
 */
export async function sealingKey(tx: Transaction, ring: KeyRing): Promise<RingKey> {
  await lockKeys(tx, { alone: false });
  const keys = await ring.keys();
  const [first] = keys;
  const known = await readKeyFingerprints(tx);
  if (first === undefined || !known.has(first.id)) return await beginKey(tx, ring);
  checkFingerprints(keys, known);
  return first;
}

/** Makes the ring's first key known, one server at a time: two with rings of their own must not both be right. */
async function beginKey(tx: Transaction, ring: KeyRing): Promise<RingKey> {
  await lockNewKeys(tx);
  const known = await readKeyFingerprints(tx);
  if (known.size === 0) await ring.makeFirst();
  const keys = await ring.keys();
  const [first] = keys;
  if (known.size > 0 && !keys.some(({ id }) => known.has(id))) throw missingKeys([...known.keys()]);
  if (first === undefined) throw new ForecourtError('KEY_RING_INVALID', 'The key ring has no key.');
  checkFingerprints(keys, known);
  await checkNeededKeys(tx, keys);
  await addKeyFingerprint(tx, first.id, fingerprintOf(first));
  return first;
}

/** Finds a key by its name. @throws SECRET_KEY_MISSING */
export async function findKey(ring: KeyRing, id: string): Promise<RingKey> {
  const found = (await ring.keys()).find((key) => key.id === id);
  if (found === undefined) throw missingKeys([id]);
  return found;
}

/** @throws SECRET_KEY_MISSING unless the ring has every key that a row names, and each is the very one */
export async function checkRing(orm: ForecourtOrm, ring: KeyRing): Promise<void> {
  const keys = await ring.keys();
  checkFingerprints(keys, await readKeyFingerprints(orm));
  await checkNeededKeys(orm, keys);
}

async function checkNeededKeys(orm: ForecourtOrm, keys: readonly RingKey[]): Promise<void> {
  const needed = [...(await countSecretsByKey(orm)).keys()];
  const missing = needed.filter((id) => !keys.some((key) => key.id === id));
  if (missing.length > 0) throw missingKeys(missing);
}

function checkFingerprints(keys: readonly RingKey[], known: ReadonlyMap<string, string>): void {
  const wrong = keys.find((key) => known.has(key.id) && known.get(key.id) !== fingerprintOf(key));
  if (wrong === undefined) return;
  throw new ForecourtError(
    'SECRET_KEY_MISSING',
    `The key ${wrong.id} of the key ring is not the one that this installation uses under this name.`,
    {
      hint: 'Give every server the same key ring: the same FORECOURT_SECRET_KEYS, or a copy of the same keys.json.',
      details: { keyIds: [wrong.id] },
    },
  );
}

function missingKeys(ids: readonly string[]): ForecourtError {
  return new ForecourtError('SECRET_KEY_MISSING', `The key ring lacks ${ids.join(', ')}, which secrets in the database are sealed with.`, {
    details: { keyIds: [...ids] },
  });
}
