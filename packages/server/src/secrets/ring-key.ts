import { hkdfSync } from 'node:crypto';
import type { Hidden } from '../settings/hidden.ts';

/** Bytes of a key of the ring: as many as AES-256 takes. */
export const keyBytes = 32;

/** What keys of the ring are used for: each use has a key of its own, so that none says anything about another. */
export type KeyUse =
  | 'wrap secrets'
  | 'speak between servers'
  | 'seal passing texts'
  | 'sign audit checkpoints'
  | 'sign file links'
  | 'seal sign-in'
  | 'fingerprint';

export interface RingKey {
  readonly id: string;
  /** A key for one use, derived by HKDF with SHA-256 (RFC 5869). */
  derive(use: KeyUse): Buffer;
}

/** @param secret the key itself, as base64 of 32 bytes */
export function ringKey(id: string, secret: Hidden): RingKey {
  return {
    id,
    // No salt: the key is random already, and each installation has its own (RFC 5869, 3.1).
    derive: (use) => Buffer.from(hkdfSync('sha256', Buffer.from(secret.reveal(), 'base64'), '', `forecourt ${use}`, keyBytes)),
  };
}

/** Tells keys apart without telling the key. */
export function fingerprintOf(key: RingKey): string {
  return key.derive('fingerprint').subarray(0, 16).toString('hex');
}
