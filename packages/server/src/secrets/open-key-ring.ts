import { ForecourtError } from '@forecourt/errors';
import { Hidden } from '../settings/hidden.ts';
import { fileKeyRing } from './key-file.ts';
import type { KeyRing } from './key-ring.ts';
import { ringKey } from './ring-key.ts';

export interface KeyRingSettings {
  readonly dataDir: string;
  /** The value of FORECOURT_SECRET_KEYS, as the settings have checked it. */
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
