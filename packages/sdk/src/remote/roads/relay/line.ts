import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { pipeline, type Readable } from 'node:stream';
import { abortError, type ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { WebSocket } from 'ws';
import { type Clock, systemClock } from '../../../clock/clock.ts';
import { checkedBody, promisedBytes } from '../body.ts';
import type { RoadAnswer, RoadRequest } from '../road.ts';
import { type RoadStage, roadDown } from '../trouble.ts';
import { bridge } from './bridge.ts';
import { socketPair } from './socket-pair.ts';
import { relaySettings, sessionMegabytes, sessionWindowBytes } from './windows.ts';

export interface RelayLineOptions {
  /** Open, as it was accepted. */
  readonly webSocket: WebSocket;
  readonly clock?: Clock | undefined;
}

/** The platform's end of one WebSocket that an agent dialled, for as long as that lasts. */
export interface RelayLine {
  readonly isOpen: boolean;
  /** Resolves when it broke or was closed, with why. */
  readonly closed: Promise<string>;
  request(request: RoadRequest): Promise<RoadAnswer>;
  close(): Promise<void>;
}

/**
 * Makes a line of a WebSocket that an agent dialled; whoever dialled was found out before.
 *
 * @example
 * const line = await openRelayLine({ webSocket });
 * lines.set(hostId, line);
 * line.closed.then(() => lines.delete(hostId));
 */
export async function openRelayLine({ webSocket, clock = systemClock }: RelayLineOptions): Promise<RelayLine> {
  webSocket.pause();
  const { near, far } = await socketPair();
  const session = connect('http://host.invalid', {
    createConnection: () => near,
    settings: relaySettings,
    maxSessionMemory: sessionMegabytes,
  });
  session.once('connect', () => {
    // It may have been closed while it connected, as by a newer line of the same host.
    if (!session.destroyed) session.setLocalWindowSize(sessionWindowBytes);
  });
  let isOpen = true;
  // Each request learns of it by its own stream.
  session.on('error', () => undefined);
  const closed = bridge({ webSocket, socket: far, clock }).then((reason) => {
    isOpen = false;
    // Without a code its streams would end as if they were complete.
    session.destroy(lineDown('open', reason), constants.NGHTTP2_CONNECT_ERROR);
    near.destroy();
    return reason;
  });
  session.once('close', () => {
    isOpen = false;
    far.destroy();
  });
  return {
    get isOpen() {
      return isOpen;
    },
    closed,
    request: (request) => send(session, request),
    async close() {
      isOpen = false;
      session.destroy(lineDown('open', 'it was closed'), constants.NGHTTP2_CONNECT_ERROR);
      far.destroy();
      await closed;
    },
  };
}

export function lineDown(stage: RoadStage, what: string, cause?: unknown): ForecourtError {
  return roadDown({ kind: 'relay', address: null, stage, what, cause });
}

function send(session: ClientHttp2Session, request: RoadRequest): Promise<RoadAnswer> {
  const { method, path, headers, body, signal } = request;
  throwIfAborted(signal);
  if (session.destroyed || session.closed) throw lineDown('open', 'the host hung up');
  const length = body instanceof Uint8Array ? { 'content-length': String(body.byteLength) } : {};
  const stream = session.request({ ...headers, ...length, ':method': method, ':path': path }, { endStream: body === undefined });
  return new Promise((resolve, reject) => {
    const abort = () => {
      if (signal === undefined) return;
      reject(abortError(signal));
      stream.close(constants.NGHTTP2_CANCEL);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const settle = () => signal?.removeEventListener('abort', abort);
    stream.once('response', (received) => {
      settle();
      try {
        resolve(answerOf(stream, received, request));
      } catch (error) {
        stream.close(constants.NGHTTP2_CANCEL);
        reject(error);
      }
    });
    const upload = sendBody(stream, body);
    stream.on('error', (error) => reject(upload.failure() ?? lineDown('open', 'the host broke off the request', error)));
    stream.once('close', () => {
      settle();
      reject(upload.failure() ?? lineDown('open', 'the line broke before the host answered'));
    });
  });
}

/** Sends what there is to send; `failure` is what reading it failed with, which is the caller's and not the road's. */
function sendBody(stream: ClientHttp2Stream, body: RoadRequest['body']): { failure(): Error | undefined } {
  let failure: Error | undefined;
  if (body instanceof Uint8Array) stream.end(body);
  else if (body !== undefined) {
    body.once('error', (error) => {
      // When the stream breaks first, its error ends the body too.
      if (!stream.destroyed) failure = error;
    });
    // How the stream itself ends is told by its events.
    pipeline(body, stream, () => undefined);
  }
  return { failure: () => failure };
}

function answerOf(stream: ClientHttp2Stream, received: IncomingHttpHeaders, { method, signal }: RoadRequest): RoadAnswer {
  const status = Number(received[':status']);
  // A head without a status is what is left of an answer after a break.
  if (!Number.isInteger(status)) throw lineDown('open', 'the answer has no status');
  const headers = plainHeaders(received);
  return { status, headers, body: bodyOf(stream, promisedBytes(headers, method, status), signal) };
}

function bodyOf(stream: ClientHttp2Stream, expectedBytes: number | null, signal: AbortSignal | undefined): Readable {
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  return checkedBody(stream, {
    expectedBytes,
    signal,
    broken: (cause, bytes) => lineDown('body', `the answer ended after ${bytes} of ${expectedBytes ?? 'more'} bytes`, cause),
    // A stream whose connection broke ends like any other; only how it was closed tells.
    isWhole: () => closed.then(() => stream.rstCode === constants.NGHTTP2_NO_ERROR && stream.session?.destroyed !== true),
    end: () => stream.close(constants.NGHTTP2_CANCEL),
  });
}

function plainHeaders(received: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(received).filter(([name]) => !name.startsWith(':'));
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]));
}
