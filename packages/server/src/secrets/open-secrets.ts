import type { Hidden } from '../settings/hidden.ts';
import { type KeepWrappedOptions, keepSecretsWrapped } from './keep-wrapped.ts';
import type { KeyRing } from './key-ring.ts';
import { openKeyRing } from './open-key-ring.ts';
import { createSecrets, type Secrets } from './secrets.ts';

export interface OpenSecretsOptions extends Omit<KeepWrappedOptions, 'ring'> {
  /** Of the settings; the file in the data folder where left out. */
  readonly keys?: Hidden | undefined;
}

export interface OpenSecrets extends AsyncDisposable {
  readonly ring: KeyRing;
  readonly secrets: Secrets;
}

/** The secrets of a server, with its key ring checked and followed. @throws SECRET_KEY_MISSING, KEY_RING_INVALID */
export async function openSecrets({ keys, ...options }: OpenSecretsOptions): Promise<OpenSecrets> {
  const ring = openKeyRing({ dataDir: options.dataDir, keys });
  const kept = await keepSecretsWrapped({ ...options, ring });
  const secrets = createSecrets({ database: options.database, ring });
  return { ring, secrets, [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose]() };
}
