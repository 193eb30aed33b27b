import type { Database } from '../database/open.ts';
import type { KeyRing } from './key-ring.ts';
import type { KeyUse } from './ring-key.ts';
import { sealingKey } from './sealing-key.ts';

/** Gives a key of one use, derived from the key that seals now: another one after the ring was turned. */
export function derivedSecret(
  { database, ring }: { readonly database: Database; readonly ring: KeyRing },
  use: KeyUse,
): () => Promise<string> {
  return async () => {
    const key = await database.transaction((tx) => sealingKey(tx, ring));
    return key.derive(use).toString('base64');
  };
}
