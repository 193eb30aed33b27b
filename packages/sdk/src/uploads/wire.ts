import { ForecourtError } from '@forecourt/errors';
import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client';
import type { Chunk } from './chunks.ts';
import { nodeWire } from './wire-node.ts';
import type { Wire, WireAnswer, WireRequest } from './wire-request.ts';
import { xhrWire } from './wire-xhr.ts';

/** Nothing moved for so long: the connection is dead, whatever it says. */
const stalledMs = 60_000;

/** The browser's XMLHttpRequest, which tells its progress as fetch does not; Node's http with connections that are kept. */
export function createWire(): Wire {
  const send: Wire = typeof XMLHttpRequest === 'undefined' ? nodeWire() : xhrWire;
  return (request) => watched(send, request);
}

async function watched(send: Wire, request: WireRequest): Promise<WireAnswer> {
  const stalled = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const moved = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(new ForecourtError('DEADLINE_EXCEEDED', 'The server did not answer in time.')), stalledMs);
  };
  moved();
  try {
    return await send({
      ...request,
      signal: AbortSignal.any([request.signal, stalled.signal]),
      onProgress(sentBytes) {
        moved();
        request.onProgress(sentBytes);
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

export interface StackOptions {
  readonly wire: Wire;
  readonly withCredentials: boolean;
  /** A chunk has arrived, after so long. */
  readonly chunkTook: (bytes: number, ms: number) => void;
  readonly signal: AbortSignal;
}

/** What tus-js-client sends its requests through: a chunk brings its checksum along. */
export function createStack({ wire, withCredentials, chunkTook, signal }: StackOptions): HttpStack {
  return {
    getName: () => 'forecourt',
    createRequest(method, url): HttpRequest {
      const headers: Record<string, string> = {};
      const stop = new AbortController();
      let onProgress: (sentBytes: number) => void = () => undefined;
      return {
        getMethod: () => method,
        getURL: () => url,
        getHeader: (name) => headers[name],
        setHeader(name, value) {
          headers[name] = value;
        },
        setProgressHandler(handler) {
          onProgress = handler;
        },
        async send(chunk: Chunk | null): Promise<HttpResponse> {
          const started = performance.now();
          const answer = await wire({
            method,
            url,
            headers: { ...headers, ...chunk?.headers },
            body: chunk?.bytes ?? null,
            withCredentials,
            onProgress,
            signal: AbortSignal.any([signal, stop.signal]),
          });
          if (chunk && answer.status < 300) chunkTook(chunk.size, performance.now() - started);
          return {
            getStatus: () => answer.status,
            getHeader: (name) => answer.header(name),
            getBody: () => answer.body,
            getUnderlyingObject: () => answer,
          };
        },
        async abort() {
          stop.abort();
        },
        getUnderlyingObject: () => undefined,
      };
    },
  };
}
