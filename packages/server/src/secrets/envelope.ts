import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { canonicalJson } from '../database/canonical-json.ts';
import { keyBytes, type RingKey } from './ring-key.ts';

/** Where a secret belongs. It is bound to it: a row that was moved elsewhere does not open. */
export interface SecretPlace {
  readonly installationId: string;
  readonly dealershipId: string;
  readonly id: string;
  readonly purpose: string;
}

export interface Envelope {
  readonly keyId: string;
  /** The secret's own key, encrypted with a key of the ring. */
  readonly wrappedKey: string;
  readonly ciphertext: string;
}

/** Random nonces are safe for 2^32 messages under one key (NIST SP 800-38D, 8.3): far more than secrets that anybody has. */
const nonceBytes = 12;
const tagBytes = 16;
const cipher = 'aes-256-gcm';

/** Encrypts a secret with a new key of its own, and that with the ring's. */
export function seal(value: string, place: SecretPlace, key: RingKey): Envelope {
  const own = randomBytes(keyBytes);
  try {
    return { keyId: key.id, wrappedKey: wrap(own, place, key), ciphertext: encrypt(Buffer.from(value, 'utf8'), own, aadOfValue(place)) };
  } finally {
    own.fill(0);
  }
}

/** @throws SECRET_UNREADABLE for an envelope that was altered, moved from another place, or sealed by another key */
export function open({ wrappedKey, ciphertext }: Envelope, place: SecretPlace, key: RingKey): string {
  const own = unwrap(wrappedKey, place, key);
  try {
    return decrypt(ciphertext, own, aadOfValue(place), place).toString('utf8');
  } finally {
    own.fill(0);
  }
}

/** The same envelope under another key of the ring; the secret itself is not opened. @throws as {@link open} */
export function rewrap({ wrappedKey, ciphertext }: Envelope, place: SecretPlace, from: RingKey, to: RingKey): Envelope {
  const own = unwrap(wrappedKey, place, from);
  try {
    return { keyId: to.id, wrappedKey: wrap(own, place, to), ciphertext };
  } finally {
    own.fill(0);
  }
}

/** A text under a key of its own use, bound to where it belongs. */
export function encryptText(text: string, key: Buffer, place: string): string {
  return encrypt(Buffer.from(text, 'utf8'), key, Buffer.from(canonicalJson(['forecourt text 1', place])));
}

/** @throws for a text that was altered, or belongs elsewhere */
export function decryptText(text: string, key: Buffer, place: string): string {
  return decryptBytes(text, key, Buffer.from(canonicalJson(['forecourt text 1', place]))).toString('utf8');
}

function wrap(own: Buffer, place: SecretPlace, key: RingKey): string {
  return encrypt(own, key.derive('wrap secrets'), aadOfKey(place, key));
}

function unwrap(wrappedKey: string, place: SecretPlace, key: RingKey): Buffer {
  return decrypt(wrappedKey, key.derive('wrap secrets'), aadOfKey(place, key), place);
}

function aadOfValue({ installationId, dealershipId, id, purpose }: SecretPlace): Buffer {
  return Buffer.from(canonicalJson(['forecourt secret value 1', installationId, dealershipId, id, purpose]));
}

function aadOfKey({ installationId, dealershipId, id, purpose }: SecretPlace, key: RingKey): Buffer {
  return Buffer.from(canonicalJson(['forecourt secret key 1', installationId, dealershipId, id, purpose, key.id]));
}

function encrypt(plain: Buffer, key: Buffer, aad: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const encryption = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(aad);
  const encrypted = Buffer.concat([encryption.update(plain), encryption.final()]);
  return Buffer.concat([nonce, encrypted, encryption.getAuthTag()]).toString('base64');
}

function decrypt(text: string, key: Buffer, aad: Buffer, { id, purpose }: SecretPlace): Buffer {
  try {
    return decryptBytes(text, key, aad);
  } catch (error) {
    throw new ForecourtError(
      'SECRET_UNREADABLE',
      `The secret ${id} for ${purpose} does not open: it was altered, or it is not where it was.`,
      { details: { id, purpose }, cause: error },
    );
  }
}

function decryptBytes(text: string, key: Buffer, aad: Buffer): Buffer {
  const bytes = Buffer.from(text, 'base64');
  const tag = bytes.subarray(-tagBytes);
  const decryption = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(aad).setAuthTag(tag);
  return Buffer.concat([decryption.update(bytes.subarray(nonceBytes, -tagBytes)), decryption.final()]);
}
