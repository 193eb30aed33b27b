import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import type { FileRow } from '../../journal/files.ts';
import type { Answer, Call } from '../call.ts';
import type { RouteEntry } from '../listener.ts';
import type { FileStore } from './file-store.ts';
import { rangeOf } from './ranges.ts';
import type { Receiver } from './receiver.ts';

/** Files of the agent: sent by tus, fetched whole or from an offset on. */
export function fileRoutes({ store, receiver }: { readonly store: FileStore; readonly receiver: Receiver }): RouteEntry[] {
  async function receive({ method, path, headers, body }: Call): Promise<Answer> {
    const answered = await receiver.answer({ method, path, headers: webHeaders(headers), body });
    return { status: answered.status, headers: Object.fromEntries(answered.headers) };
  }

  function fetch({ name: sha256, headers }: Call): Answer {
    const row = store.whole(sha256);
    if (row === undefined) throw new ForecourtError('FILE_NOT_FOUND', 'This host does not have this file.', { details: { sha256 } });
    const range = row.bytes === 0 ? undefined : rangeOf(headers.range, row.bytes);
    const { start, end } = range ?? { start: 0, end: row.bytes };
    return {
      status: range === undefined ? 200 : 206,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(end - start),
        'accept-ranges': 'bytes',
        etag: `"${sha256}"`,
        'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
        ...(range !== undefined && { 'content-range': `bytes ${start}-${end - 1}/${row.bytes}` }),
      },
      ...(end > start && { stream: readFrom(row, start, end) }),
    };
  }

  function readFrom({ sha256, bytes }: FileRow, start: number, end: number): Readable {
    const stream = createReadStream(store.pathOf(sha256), { start, end: end - 1, highWaterMark: 1 << 20 });
    if (end === bytes) stream.once('end', () => store.handedOver(sha256));
    return stream;
  }

  const collection = /^\/files$/;
  const one = /^\/files\/([0-9a-f]{64})$/;
  return [
    { method: 'OPTIONS', path: collection, handle: receive },
    { method: 'POST', path: collection, handle: receive },
    { method: 'HEAD', path: one, handle: receive },
    { method: 'PATCH', path: one, handle: receive },
    { method: 'DELETE', path: one, handle: receive },
    { method: 'GET', path: one, handle: fetch },
  ];
}

/** Without the pseudo headers of HTTP/2. */
function webHeaders(headers: Call['headers']): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(':') && value !== undefined) all.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return all;
}
