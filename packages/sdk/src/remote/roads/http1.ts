import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { type Duplex, PassThrough, pipeline } from 'node:stream';
import { abortError, ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { RoadKind } from '../../contract/index.ts';
import { checkedBody, promisedBytes } from './body.ts';
import { fewAtOnce } from './few-at-once.ts';
import type { Road, RoadAnswer, RoadRequest } from './road.ts';
import { type RoadStage, roadDown, wordsOfSocket } from './trouble.ts';

export interface Http1RoadOptions {
  readonly kind: RoadKind;
  readonly address: () => string;
  /**
   * Makes a connection that reaches the right agent, found out to be it.
   *
   * @throws what the road fails with
   */
  readonly connect: () => Promise<Duplex>;
  /** Lets go of what the connections run on. */
  readonly disconnect?: (() => Promise<void>) | undefined;
}

/** Idle connections that are kept for the next request; a handshake costs more than one. */
const mostIdle = 16;

/** Connections in the making: a hundred handshakes at once take so long on a busy computer that each is given up before its end. */
const mostConnecting = 16;

/** HTTP/1.1 over connections that a road makes: kept for the next request, as many as there are requests. */
export function http1Road({ kind, address, connect, disconnect }: Http1RoadOptions): Road {
  let isClosed = false;
  const down = (stage: RoadStage, what: string, cause?: unknown) => roadDown({ kind, address: address(), stage, what, cause });
  const closed = () => down('open', 'it was closed');
  const agent = connectingAgent(
    fewAtOnce(mostConnecting, async () => {
      if (isClosed) throw closed();
      const socket = await connect();
      if (!isClosed) return socket;
      socket.destroy();
      throw closed();
    }),
  );
  const close = async () => {
    isClosed = true;
    agent.destroy();
    await disconnect?.();
  };

  return {
    kind,
    get address() {
      return address();
    },
    async request(request) {
      throwIfAborted(request.signal);
      if (isClosed) throw closed();
      return send(agent, request, down);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Down = (stage: RoadStage, what: string, cause?: unknown) => ForecourtError;

function send(agent: Agent, request: RoadRequest, down: Down): Promise<RoadAnswer> {
  const { method, path, headers, body, signal } = request;
  const length = body instanceof Uint8Array ? { 'content-length': String(body.byteLength) } : {};
  const asked = httpRequest({ agent, method, path, host: 'host.invalid', headers: { ...headers, ...length } });
  return new Promise((resolve, reject) => {
    const abort = () => {
      if (signal === undefined) return;
      reject(abortError(signal));
      asked.destroy();
    };
    const settle = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort, { once: true });
    const upload = sendBody(asked, body);
    asked.once('response', (answer) => {
      settle();
      resolve(answerOf(asked, answer, request, down));
    });
    asked.on('error', (error) => {
      settle();
      const ofRoad = ForecourtError.is(error) ? error : down('open', wordsOfSocket(error), error);
      reject(upload.failure() ?? ofRoad);
    });
    asked.once('close', () => {
      settle();
      reject(upload.failure() ?? down('open', 'it broke before the host answered'));
    });
  });
}

/** Sends what there is to send; `failure` is what reading it failed with, which is the caller's and not the road's. */
function sendBody(asked: ClientRequest, body: RoadRequest['body']): { failure(): Error | undefined } {
  let failure: Error | undefined;
  if (body === undefined || body instanceof Uint8Array) asked.end(body);
  else {
    body.once('error', (error) => {
      // When the connection breaks first, its error ends the body too.
      if (!asked.destroyed) failure = error;
    });
    // How the request itself ends is told by its events.
    pipeline(body, asked, () => undefined);
  }
  return { failure: () => failure };
}

function answerOf(asked: ClientRequest, answer: IncomingMessage, { method, signal }: RoadRequest, down: Down): RoadAnswer {
  const status = answer.statusCode ?? 0;
  const headers = plainHeaders(answer);
  const expectedBytes = promisedBytes(headers, method, status);
  const body = checkedBody(answer, {
    expectedBytes,
    signal,
    broken: (cause, bytes) => down('body', `the answer ended after ${bytes} of ${expectedBytes ?? 'more'} bytes`, cause),
    // Without a length, only one that says itself where it ends can be known to be whole (RFC 9112, section 8).
    isWhole: async () => answer.complete && headers['transfer-encoding'] === 'chunked',
    end: () => {
      // A connection that is still busy with this answer is of no use to another.
      if (!answer.complete || !asked.writableFinished) asked.destroy();
      answer.destroy();
    },
  });
  return { status, headers, body };
}

function plainHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, Array.isArray(value) ? value.join(', ') : value]];
    }),
  );
}

/** Stands where Node's types want a connection beside an error. */
const unconnected = new PassThrough().destroy();

/** Node's pool of connections over connections that are made elsewhere. */
function connectingAgent(connect: () => Promise<Duplex>): Agent {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: mostIdle });
  agent.createConnection = (_options, done) => {
    connect().then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, unconnected),
    );
    return undefined;
  };
  return agent;
}
