import { ForecourtError } from '@forecourt/errors';
import type { Transaction } from '../database/open.ts';
import { decryptText, encryptText } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import { findKey, sealingKey } from './sealing-key.ts';

const mark = 'sealed:';

/**
 * Seals a text that lives for a day or so where it waits, such as an e-mail with a one-time link: by a key derived from the ring's first,
 * without a row of its own. It is not wrapped anew when keys are rotated.
 */
export async function sealText(tx: Transaction, ring: KeyRing, dealershipId: string, text: string): Promise<string> {
  const key = await sealingKey(tx, ring);
  return `${mark}${key.id}:${encryptText(text, key.derive('seal passing texts'), dealershipId)}`;
}

/** The text again; one that was never sealed as it is. @throws SECRET_KEY_MISSING, SECRET_UNREADABLE */
export async function openText(ring: KeyRing, dealershipId: string, text: string): Promise<string> {
  if (!text.startsWith(mark)) return text;
  const [keyId = '', sealed = ''] = text.slice(mark.length).split(':');
  const key = await findKey(ring, keyId);
  try {
    return decryptText(sealed, key.derive('seal passing texts'), dealershipId);
  } catch (error) {
    throw new ForecourtError('SECRET_UNREADABLE', 'A sealed text does not open: it was altered, or it is not where it was.', {
      cause: error,
    });
  }
}
