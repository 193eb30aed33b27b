import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** What the suite's own far end noticed. */
export interface FarEndNotes {
  /** Requests whose head arrived. */
  readonly started: number;
  /** Requests that were given up before their answer was through. */
  readonly givenUp: number;
  /** Bytes that left for readers of `/endless` so far. */
  readonly sentBytes: number;
}

export interface FarEnd {
  /** For a server of HTTP/1.1 or HTTP/2. */
  readonly listener: (request: Request, response: Response) => void;
  readonly notes: FarEndNotes;
}

/** A far end that answers what the suite asks: a program of its own for any server. */
export function createFarEnd(): FarEnd {
  const notes = { started: 0, givenUp: 0, sentBytes: 0 };
  const answers: Readonly<Record<string, (request: Request, response: Response, query: URLSearchParams) => Promise<void>>> = {
    '/hash': async (request, response) => {
      const { bytes, hash } = await hashOf(request);
      json(response, {
        bytes,
        sha256: hash.digest('hex'),
        method: request.method,
        url: request.url,
        header: request.headers['x-suite'] ?? null,
      });
    },
    '/bytes': async (_request, response, query) => {
      const count = Number(query.get('count'));
      response.setHeader('content-length', String(count));
      await sendBytes(response, count);
    },
    '/unsaid': (_request, response, query) => sendBytes(response, Number(query.get('count'))),
    // Begins an answer of known length and goes on until somebody breaks it off.
    '/endless': async (_request, response) => {
      response.setHeader('content-length', String(2 ** 40));
      await sendBytes(response, 2 ** 40, (sent) => {
        notes.sentBytes += sent;
      });
    },
    // Begins an answer of unknown length and waits.
    '/half': async (_request, response) => {
      const half = new Readable({ read: () => undefined });
      half.push('half');
      await pipeline(half, response);
    },
    '/silent': async (_request, response) => {
      await once(response, 'close');
    },
    '/refuse': async (_request, response) => {
      response.statusCode = 413;
      json(response, { refused: true });
    },
  };
  return {
    notes,
    listener(request, response) {
      notes.started++;
      response.once('close', () => {
        if (!response.writableEnded) notes.givenUp++;
      });
      // What breaks here was broken by the suite, which looks at the other end.
      request.on('error', () => undefined);
      response.on('error', () => undefined);
      const [path = '', query] = (request.url ?? '').split('?');
      const answer = answers[path];
      if (answer) answer(request, response, new URLSearchParams(query)).catch(() => response.destroy());
      else {
        response.statusCode = 404;
        response.end();
      }
    },
  };
}

/** The bytes that `/bytes` sends, so that both ends know them without keeping them. */
export function pieceAt(offset: number, bytes: number): Buffer {
  const piece = Buffer.allocUnsafe(bytes);
  for (let at = 0; at < bytes; at++) piece[at] = ((offset + at) * 31 + ((offset + at) >> 8)) & 0xff;
  return piece;
}

async function hashOf(request: Request): Promise<{ bytes: number; hash: Hash }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of request) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, hash };
}

async function sendBytes(response: Response, count: number, sent?: (bytes: number) => void): Promise<void> {
  const block = pieceAt(0, blockBytes);
  const pieces = function* () {
    for (let offset = 0; offset < count; offset += blockBytes) {
      const piece = block.subarray(0, Math.min(blockBytes, count - offset));
      sent?.(piece.byteLength);
      yield piece;
    }
  };
  await pipeline(Readable.from(pieces(), { objectMode: false, highWaterMark: blockBytes }), response);
}

/** What `/bytes` sends repeats after so many. */
export const blockBytes = 65_536;

function json(response: Response, body: object): void {
  const text = Buffer.from(JSON.stringify(body));
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', String(text.byteLength));
  response.end(text);
}
