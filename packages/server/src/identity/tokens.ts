import { createHash, randomBytes } from 'node:crypto';

/** Secrets are 256 random bits; only their hash is kept, so whoever reads the database cannot use them. */
export function newSecret(prefix = ''): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** SHA-256 is enough for random secrets: there is nothing to guess. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
