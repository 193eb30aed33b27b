import type { Database } from '../database/open.ts';
import {
  abandonSecrets,
  addKeyFingerprint,
  changeKeyFingerprint,
  lockKeys,
  lockNewKeys,
  readKeyFingerprints,
  removeKeyFingerprint,
} from '../database/secrets.ts';
import type { KeyRing } from './key-ring.ts';
import { fingerprintOf } from './ring-key.ts';

export interface Forgotten {
  /** Keys that the installation used and the ring does not have. */
  readonly keyIds: readonly string[];
  /** How many secrets are lost with them, and have to be entered anew. */
  readonly secrets: number;
}

/**
 * Gives up keys that are lost, so that a server starts again: what they wrapped answers SECRET_UNREADABLE from then on, until it is
 * entered anew. Nothing happens where no key is missing. @throws KEY_RING_INVALID
 */
export async function forgetLostKeys({ database, ring }: { readonly database: Database; readonly ring: KeyRing }): Promise<Forgotten> {
  return await database.transaction(async (tx) => {
    await lockKeys(tx, { alone: true });
    await lockNewKeys(tx);
    const present = new Map((await ring.keys()).map((key) => [key.id, fingerprintOf(key)]));
    const known = await readKeyFingerprints(tx);
    const keyIds = [...known].flatMap(([id, fingerprint]) => (present.get(id) === fingerprint ? [] : [id]));
    if (keyIds.length === 0) return { keyIds, secrets: 0 };
    await ring.makeFirst();
    const [first] = await ring.keys();
    if (first === undefined) return { keyIds, secrets: 0 };
    // Another key may have the lost one's name: its rows are given up under the name, and then it is known as what it is now.
    await addKeyFingerprint(tx, first.id, fingerprintOf(first));
    const secrets = await abandonSecrets(tx, keyIds, first.id);
    for (const id of keyIds) if (id !== first.id) await removeKeyFingerprint(tx, id);
    if (keyIds.includes(first.id)) await changeKeyFingerprint(tx, first.id, fingerprintOf(first));
    return { keyIds, secrets };
  });
}
