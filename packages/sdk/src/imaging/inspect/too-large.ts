import { ForecourtError } from '@forecourt/errors';
import type { ImageLimits } from '../limits.ts';

/** The error for a file of more bytes than allowed. */
export function tooLarge(bytes: number, limits: Pick<ImageLimits, 'bytes'>): ForecourtError {
  const text = `This file has ${megabytes(bytes)} MB, more than the ${megabytes(limits.bytes)} MB allowed.`;
  return new ForecourtError('FILE_TOO_LARGE', text, { details: { bytes, limitBytes: limits.bytes } });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
