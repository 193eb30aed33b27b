import type { RingKey } from './ring-key.ts';

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
