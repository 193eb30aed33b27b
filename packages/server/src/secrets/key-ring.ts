import { ForecourtError } from '@forecourt/errors';
import { Hidden } from '../settings/hidden.ts';
import { fileKeyRing } from './key-file.ts';
import { type RingKey, ringKey } from './ring-key.ts';

/** The keys that secrets are wrapped with, outside of the database: who has the database alone reads nothing. */
export interface KeyRing {
  /** Where it comes from: FORECOURT_SECRET_KEYS, or a file in the data folder. */
  readonly source: 'settings' | 'file';
  /** All keys, the one that seals first; none before the first need of a file. @throws KEY_RING_INVALID */
  keys(): Promise<readonly RingKey[]>;
  /** Makes the first key of a file; one that is there already stays. */
  makeFirst(): Promise<void>;
  /** Puts a new key in front of the file: from now on it seals. @throws OPERATION_UNSUPPORTED where keys come from the settings */
  add(): Promise<RingKey>;
  /** Takes keys out of the file, but never the first. @throws OPERATION_UNSUPPORTED */
  drop(ids: readonly string[]): Promise<void>;
}

export interface KeyRingSettings {
  readonly dataDir: string;
  /** The value of FORECOURT_SECRET_KEYS, which `keyRingPattern` has let pass. */
  readonly keys?: Hidden | undefined;
}

export function openKeyRing({ dataDir, keys }: KeyRingSettings): KeyRing {
  return keys === undefined ? fileKeyRing(dataDir) : settingsKeyRing(keys);
}

function settingsKeyRing(text: Hidden): KeyRing {
  const keys = text
    .reveal()
    .split(',')
    .map((each) => {
      const [id = '', key = ''] = each.trim().split(':');
      return ringKey(id, new Hidden(key));
    });
  return {
    source: 'settings',
    keys: async () => keys,
    makeFirst: async () => undefined,
    add: refuse,
    drop: refuse,
  };
}

async function refuse(): Promise<never> {
  throw new ForecourtError('OPERATION_UNSUPPORTED', 'The key ring comes from FORECOURT_SECRET_KEYS, which a command cannot change.', {
    hint: 'Put a new key in front of FORECOURT_SECRET_KEYS, restart every server, then run `forecourt secrets rotate`.',
  });
}
