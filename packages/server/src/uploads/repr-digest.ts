import { ForecourtError } from '@forecourt/errors';

const member = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?=,|;|$)/;

/** The SHA-256 that a `Repr-Digest` (RFC 9530) names, in hexadecimal; undefined if it names other algorithms only. @throws INVALID_INPUT */
export function parseReprDigest(header: string): string | undefined {
  const found = member.exec(header)?.[1];
  if (found !== undefined) return Buffer.from(found, 'base64').toString('hex');
  if (/(?:^|,)\s*sha-256=/.test(header)) {
    throw new ForecourtError('INVALID_INPUT', 'Repr-Digest does not hold a SHA-256 as RFC 9530 wants it: sha-256=:BASE64:.');
  }
  return undefined;
}

/** `sha-256=:BASE64:` */
export function formatReprDigest(sha256: string): string {
  return `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;
}
