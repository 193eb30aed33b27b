import type { ForecourtOrm } from './orm.ts';
import { signingKeys } from './schema.ts';

/** Throws away all keys that sign tokens: new ones are made at the next need. */
export async function deleteSigningKeys(orm: ForecourtOrm): Promise<void> {
  await orm.delete(signingKeys);
}
