import { ForecourtError } from '@forecourt/errors';

/** JSON needs no more; photos come by resumable upload. */
const jsonLimitBytes = 1024 * 1024;

/**
 * Reads a request's JSON: undefined where it has no body.
 *
 * @throws UNSUPPORTED_TYPE, PAYLOAD_TOO_LARGE, INVALID_INPUT for what is not JSON in UTF-8 (RFC 8259, 8.1).
 */
export async function readJson(request: Request): Promise<unknown> {
  const length = request.headers.get('content-length');
  const type = request.headers.get('content-type');
  if (length === '0' || (length === null && type === null && !request.headers.has('transfer-encoding'))) return undefined;
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type ?? '')) {
    throw new ForecourtError('UNSUPPORTED_TYPE', `The body has the type ${type ?? 'that nobody named'}, and this address takes JSON.`, {
      hint: 'Send it with Content-Type: application/json.',
    });
  }
  const bytes = await readBytes(request, jsonLimitBytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ForecourtError('INVALID_INPUT', 'The body is not UTF-8.', { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ForecourtError('INVALID_INPUT', 'The body is not JSON.', { hint: 'Send one JSON value.', cause });
  }
}

/** Reads a body to its end, and no further than it may go. @throws PAYLOAD_TOO_LARGE */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length')) > limitBytes) throw tooLarge(limitBytes);
  if (!request.body) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body) {
    bytes += part.byteLength;
    if (bytes > limitBytes) throw tooLarge(limitBytes);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(limitBytes: number): ForecourtError {
  const text = `The body has more than ${limitBytes / (1024 * 1024)} MB.`;
  return new ForecourtError('PAYLOAD_TOO_LARGE', text, { details: { limitBytes } });
}
