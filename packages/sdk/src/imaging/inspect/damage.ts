import { ForecourtError } from '@forecourt/errors';

/**
 * Called by a parser as soon as it knows a size, before it looks at anything else. Throws if the size is out of bounds.
 * A `part` (a tile, the frame of an animation) may be small, but costs a decoder as much as a whole.
 */
export type AcceptSize = (widthPx: number, heightPx: number, part?: 'part') => void;

/** The error for a file whose structure is wrong; `why` completes "… cannot be read: ". */
export function damaged(format: string, why: string, cause?: unknown): ForecourtError {
  return new ForecourtError('NOT_DECODABLE', `This ${format} cannot be read: ${why}.`, { cause });
}

/** The error for a file that ends in the middle of the picture. */
export function truncated(format: string, cause?: unknown): ForecourtError {
  return new ForecourtError('TRUNCATED', `This ${format} ends before the picture is complete.`, { cause });
}
