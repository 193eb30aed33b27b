import { createPublicKey, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { TellsTime } from './clock.ts';
import { type HostKey, publicKeyOfSpki } from './keys.ts';

export interface CertificateOptions {
  readonly clock?: TellsTime | undefined;
}

const dayMs = 86_400_000;

/** RFC 8410, section 3: the algorithm Ed25519, which has no parameters. */
const ed25519 = Buffer.from('300506032b6570', 'hex');
/** X.520: the attribute commonName, 2.5.4.3. */
const commonName = Buffer.from('0603550403', 'hex');

/**
 * A certificate that a key pair signs for itself, as PEM: what TLS asks of both ends of the direct road. Nobody believes what it says; each
 * end compares its key with the one that is pinned. So it has no end (RFC 5280, section 4.1.2.5) and no names that would have to be right.
 */
export function makeCertificate(key: HostKey, { clock = Date }: CertificateOptions = {}): string {
  const name = sequence(set(sequence(commonName, tagged(0x0c, Buffer.from('Forecourt')))));
  // A day earlier, for a clock at the other end that is behind.
  const validity = sequence(time(new Date(clock.now() - dayMs)), tagged(0x18, Buffer.from('99991231235959Z')));
  const publicKey = createPublicKey(key.privateKey).export({ format: 'der', type: 'spki' });
  const body = sequence(serial(), ed25519, name, validity, name, publicKey);
  const signature = sign(null, body, key.privateKey);
  const certificate = sequence(body, ed25519, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** The public key of a certificate as it would be pinned; null where it is no ed25519 key or no certificate. */
export function publicKeyOfCertificate(certificate: string | Uint8Array): string | null {
  try {
    return publicKeyOfSpki(new X509Certificate(certificate).publicKey.export({ format: 'der', type: 'spki' }));
  } catch {
    // What does not parse has no key that anybody pinned.
    return null;
  }
}

/** Positive and not 0: RFC 5280, section 4.1.2.2. */
function serial(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return tagged(0x02, bytes);
}

/** Years from 2050 on are written with four digits: RFC 5280, section 4.1.2.5. */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}

/** X.690, section 8.1: a tag, the length, the content. */
function tagged(tag: number, content: Buffer): Buffer {
  const bytes = content.byteLength;
  const length = bytes < 0x80 ? [bytes] : bytes < 0x100 ? [0x81, bytes] : [0x82, bytes >> 8, bytes & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}
