import { ForecourtError } from '@forecourt/errors';

const hashPattern = /^[0-9a-f]{64}$/;
const derivedPattern = /^[0-9a-f]{64}(?:-[a-z0-9]+)+\.[a-z0-9]+$/;

export const isHash = (name: string) => hashPattern.test(name);
export const isDerivedName = (name: string) => derivedPattern.test(name);

/** Nothing but a hash ever becomes a part of a path, so nothing outside the folder can be named. @throws INVALID_INPUT */
export function checkHash(sha256: string): string {
  if (isHash(sha256)) return sha256;
  throw new ForecourtError('INVALID_INPUT', 'A file is named by its SHA-256: 64 lower-case hexadecimal digits.');
}

/** @throws INVALID_INPUT */
export function checkDerivedName(name: string): string {
  if (isDerivedName(name)) return name;
  throw new ForecourtError('INVALID_INPUT', 'A derived file is named by a SHA-256, a dash, lower-case words and an ending.');
}
