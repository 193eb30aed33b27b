import type { Database } from '../database/open.ts';
import { countSecretsByKey } from '../database/secrets.ts';
import type { Logger } from '../settings/logger.ts';
import { isOpenToOthers, keyFileName } from './key-file.ts';
import type { KeyRing } from './key-ring.ts';
import { rewrapSecrets } from './rotate.ts';
import { checkRing } from './sealing-key.ts';

export interface KeepWrappedOptions {
  readonly database: Database;
  readonly ring: KeyRing;
  readonly dataDir: string;
  readonly logger: Logger;
}

const everyMs = 60_000;

/**
 * Checks the key ring, and from then on looks every minute whether a command has put a new key in front of `keys.json`: then all secrets
 * are wrapped with it. So a database inside this process, which no command can open meanwhile, follows too. A ring of the settings is
 * left to `forecourt secrets rotate`: while servers are restarted one after the other, two of them have two first keys.
 *
 * @throws SECRET_KEY_MISSING, KEY_RING_INVALID
 */
export async function keepSecretsWrapped({ database, ring, dataDir, logger }: KeepWrappedOptions): Promise<AsyncDisposable> {
  await checkRing(database.orm, ring);
  if (ring.source === 'settings') return { [Symbol.asyncDispose]: async () => undefined };
  if (await isOpenToOthers(dataDir)) logger.warn(`others than its owner may read ${keyFileName} in the data folder: run chmod 600`);
  const stopping = new AbortController();
  let working: Promise<void> | undefined;
  const follow = async () => {
    const [first] = await ring.keys();
    const counts = await countSecretsByKey(database.orm);
    if (first === undefined || [...counts.keys()].every((id) => id === first.id)) return;
    const { keyId, secrets, failed } = await rewrapSecrets({ database, ring, signal: stopping.signal });
    logger.info({ keyId, secrets, failed: failed.length }, 'secrets were wrapped with a new key');
  };
  const timer = setInterval(() => {
    working ??= follow()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted)
          logger.error({ err: error }, 'secrets could not be wrapped with the new key; it is tried again in a minute');
      })
      .finally(() => {
        working = undefined;
      });
  }, everyMs);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stopping.abort();
      await working;
    },
  };
}
