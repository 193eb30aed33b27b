import { ForecourtError } from '@forecourt/errors';
import type { ByteRange, Storage } from '../storage/index.ts';
import { matches } from './caching.ts';

export interface FileAnswer {
  readonly storage: Storage;
  readonly sha256: string;
  readonly type: string;
  readonly disposition: string;
}

/** What a picture of a stranger may do when it is opened as a page: nothing. */
export const fileHeaders = {
  // The address names the content, so what it answers never changes.
  'Cache-Control': 'private, max-age=31536000, immutable',
  Vary: 'Cookie, Authorization',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Answers a file byte for byte, or one range of it (RFC 9110, 14). @throws NOT_FOUND, RANGE_NOT_SATISFIABLE */
export async function fileAnswer(request: Request, { storage, sha256, type, disposition }: FileAnswer): Promise<Response> {
  const etag = `"${sha256}"`;
  const headers = new Headers({ ...fileHeaders, ETag: etag, 'Accept-Ranges': 'bytes' });
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const bytes = await storage.size(sha256);
  headers.set('Content-Type', type);
  headers.set('Content-Disposition', disposition);
  const ifRange = request.headers.get('if-range');
  const range = ifRange === null || ifRange === etag ? rangeOf(request.headers.get('range'), bytes) : undefined;
  headers.set('Content-Length', String(range ? range.end - range.start : bytes));
  if (range) headers.set('Content-Range', `bytes ${range.start}-${range.end - 1}/${bytes}`);
  const status = range ? 206 : 200;
  if (request.method === 'HEAD') return new Response(null, { status, headers });
  return new Response(await storage.read(sha256, range), { status, headers });
}

/** The one range that is asked for; undefined for none, for several and for other units: then the whole is answered, as RFC 9110 allows. */
function rangeOf(header: string | null, bytes: number): ByteRange | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = found ?? [];
  if (!found || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(bytes - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? bytes : Math.min(Number(last) + 1, bytes);
  if (last !== '' && first !== '' && Number(last) < start) return undefined;
  if (start >= bytes || end <= start) {
    throw new ForecourtError('RANGE_NOT_SATISFIABLE', `The file has ${bytes} bytes.`, { details: { bytes } });
  }
  return { start, end };
}
