import { createHash, randomBytes } from 'node:crypto';

/** How long an invitation counts. */
export const tokenGoodForMs = 15 * 60_000;

/** 256 random bits, with a beginning by which whoever finds one knows what it is. */
export function newEnrolmentToken(): string {
  return `fch_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of it. There is nothing to guess, so one round of SHA-256 is enough. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
