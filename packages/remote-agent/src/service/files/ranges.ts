import { ForecourtError } from '@forecourt/errors';

export interface ByteRange {
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;
}

/**
 * The one range that is asked for (RFC 9110, 14.1.2); undefined for none, for several and for other units: then the whole is answered.
 *
 * @throws RANGE_NOT_SATISFIABLE
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, first, last = ''] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined) return undefined;
  const [start, end] = [Number(first), last === '' ? bytes : Math.min(Number(last) + 1, bytes)];
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= bytes) throw new ForecourtError('RANGE_NOT_SATISFIABLE', `The file has ${bytes} bytes.`, { details: { bytes } });
  return { start, end };
}
