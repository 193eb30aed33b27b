import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { ForecourtError } from '@forecourt/errors';
import { publicKeySchema } from '../../contract/index.ts';

/** Who a host or a platform is: an ed25519 key pair. */
export interface HostKey {
  /** Its 32 bytes as base64url: what the other side pins. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
  /** The private key as PKCS #8 in PEM, for a file that only its owner may read. */
  toPem(): string;
}

/** RFC 8410, section 4: all that stands before the 32 bytes of an ed25519 key in a SubjectPublicKeyInfo. */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/** Makes a new key pair. */
export async function generateHostKey(): Promise<HostKey> {
  const { privateKey } = await promisify(generateKeyPair)('ed25519');
  return hostKey(privateKey);
}

/**
 * Reads a key pair that {@link HostKey.toPem} wrote.
 *
 * @throws INVALID_INPUT
 */
export function hostKeyFromPem(pem: string): HostKey {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(pem);
  } catch (error) {
    throw new ForecourtError('INVALID_INPUT', 'This is no private key in PEM.', { cause: error });
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new ForecourtError('INVALID_INPUT', `This is a private key of the kind ${privateKey.asymmetricKeyType}, not ed25519.`);
  }
  return hostKey(privateKey);
}

/**
 * The key object of a public key as it is pinned.
 *
 * @throws INVALID_INPUT
 */
export function publicKeyObject(publicKey: string): KeyObject {
  if (!publicKeySchema.safeParse(publicKey).success) throw new ForecourtError('INVALID_INPUT', 'This is no ed25519 public key.');
  return createPublicKey({ key: Buffer.concat([spkiHead, Buffer.from(publicKey, 'base64url')]), format: 'der', type: 'spki' });
}

/** The ed25519 public key in a SubjectPublicKeyInfo (DER), or null where that holds another kind of key. */
export function publicKeyOfSpki(spki: Uint8Array): string | null {
  const isEd25519 = spki.byteLength === spkiHead.byteLength + 32 && spkiHead.equals(spki.subarray(0, spkiHead.byteLength));
  return isEd25519 ? Buffer.from(spki.subarray(spkiHead.byteLength)).toString('base64url') : null;
}

function hostKey(privateKey: KeyObject): HostKey {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    publicKey: spki.subarray(spkiHead.byteLength).toString('base64url'),
    privateKey,
    toPem: () => privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}
