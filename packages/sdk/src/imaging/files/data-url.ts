import { ForecourtError } from '@forecourt/errors';
import { tooLarge } from '../inspect/too-large.ts';

/**
 * The bytes of a `data:` URL (RFC 2397) in base64, as `canvas.toDataURL()` gives it.
 *
 * @throws ForecourtError `INVALID_INPUT`, `FILE_TOO_LARGE`
 */
export function readDataUrl(url: URL, limit: number): Uint8Array {
  const comma = url.href.indexOf(',');
  if (comma < 0 || !url.href.slice(0, comma).endsWith(';base64')) {
    throw new ForecourtError('INVALID_INPUT', 'A data: URL of a picture has to be in base64.');
  }
  // Four characters are three bytes: known before anything is decoded.
  const most = Math.floor(((url.href.length - comma - 1) * 3) / 4);
  if (most > limit + 2) throw tooLarge(most, { bytes: limit });
  try {
    return Uint8Array.from(atob(decodeURIComponent(url.href.slice(comma + 1))), (character) => character.charCodeAt(0));
  } catch (cause) {
    throw new ForecourtError('INVALID_INPUT', 'This data: URL is damaged.', { cause });
  }
}
