import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Charge, createSwitchboard, type EmulatorRequest, type Fault, type Switchboard } from '../faults.ts';
import { readBody } from './body.ts';
import { deliver } from './deliver.ts';
import { editImages, generateImages } from './images.ts';
import { type EmulatedModel, emulatedModels, type Usage, usdOf } from './models.ts';
import { invalidKey, Refusal, refusalOf, tooMany } from './refusal.ts';
import { answerQuestion, type Question, type Reply } from './responses.ts';
import { say, type Work } from './work.ts';

export interface OpenAiEmulatorOptions {
  readonly port?: number | undefined;
  readonly apiKey?: string | undefined;
  /** Answers more than so many requests a minute with 429. */
  readonly requestsPerMinute?: number | undefined;
  readonly now?: (() => number) | undefined;
  /** Between the pieces of an answer: for people who want to see progress. */
  readonly pieceMs?: number | undefined;
}

export interface OpenAiEmulator extends AsyncDisposable, Pick<Switchboard, 'failNext' | 'failWith'> {
  /** What a client takes for `https://api.openai.com/v1`. */
  readonly url: string;
  readonly apiKey: string;
  readonly requests: readonly EmulatorRequest[];
  readonly charged: readonly Charge[];
  /** What the vision models say from now on; undefined for a value of the shape that was asked for. */
  answerWith(reply: ((question: Question) => Reply | undefined) | undefined): void;
  /** Resolves when something is true of this emulator; looked at with everything that comes and goes. */
  until(holds: (emulator: OpenAiEmulator) => boolean): Promise<void>;
}

type Seen = { -readonly [Name in keyof EmulatorRequest]: EmulatorRequest[Name] };

const operations = { '/v1/images/generations': 'generateImage', '/v1/images/edits': 'editImage', '/v1/responses': 'analyzeImage' } as const;
type WorkPath = keyof typeof operations;

/**
 * OpenAI's API over real HTTP on loopback: images by words, edits, vision with a shape, the list of models. It checks keys and requests, draws
 * cars, counts money, does the same request once where a key names it, and can be told to fail in every way of the real one.
 *
 * @example
 * await using openai = await startOpenAiEmulator();
 * openai.failNext('rate-limited');
 */
export async function startOpenAiEmulator(options: OpenAiEmulatorOptions = {}): Promise<OpenAiEmulator> {
  const {
    port = 0,
    apiKey = 'sk-emulator-0123456789abcdef',
    requestsPerMinute = Number.POSITIVE_INFINITY,
    now = Date.now,
    pieceMs = 0,
  } = options;
  const switchboard = createSwitchboard();
  const requests: Seen[] = [];
  const charged: Charge[] = [];
  /** What was done for each key, or is being done. */
  const done = new Map<string, { readonly content: string; readonly work: Promise<Work> }>();
  let recent: number[] = [];
  let reply: ((question: Question) => Reply | undefined) | undefined;
  let changed = Promise.withResolvers<void>();
  const tellChange = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };

  function charge(path: WorkPath, model: EmulatedModel, usage: Usage, count: number, key: string | null): void {
    charged.push({ operation: operations[path], model: model.id, usd: usdOf(model, usage), count, idempotencyKey: key });
  }

  async function make(path: WorkPath, body: unknown, key: string | null, requestId: string): Promise<Work> {
    if (path === '/v1/responses') {
      const answer = await answerQuestion(body, `resp_${requestId}`, reply);
      charge(path, answer.known, answer.usage, 1, key);
      return answer;
    }
    const made = await (path === '/v1/images/edits' ? editImages(body) : generateImages(body));
    charge(path, made.model, made.usage, made.pictures.length, key);
    return made;
  }

  /** The same request by the same key is done once, also while it is under way; what failed is done anew. */
  function makeOnce(path: WorkPath, body: unknown, key: string | null, requestId: string): Promise<Work> {
    if (key === null) return make(path, body, key, requestId);
    const content = contentOf(path, body);
    const earlier = done.get(key);
    if (earlier && earlier.content !== content) {
      throw new Refusal(400, 'Keys for idempotent requests can only be used with the same parameters they were first used with.', {
        type: 'idempotency_error',
      });
    }
    const work = earlier?.work ?? make(path, body, key, requestId);
    done.set(key, { content, work });
    work.catch(() => done.delete(key));
    return work;
  }

  async function work(seen: Seen, requestId: string): Promise<Work> {
    if (seen.method === 'GET' && seen.path === '/v1/models') {
      const data = emulatedModels.map(({ id, shutdownDate }) => ({
        id,
        object: 'model',
        created: 1_790_000_000,
        owned_by: 'system',
        shutdown_date: shutdownDate,
      }));
      return { kind: 'json', body: { object: 'list', data } };
    }
    if (seen.method !== 'POST' || !isWorkPath(seen.path)) {
      throw new Refusal(404, `Invalid URL (${seen.method} ${seen.path})`);
    }
    recent = recent.filter((at) => at > now() - 60_000);
    const [oldest] = recent;
    if (recent.length >= requestsPerMinute && oldest !== undefined) throw tooMany(modelOf(seen.body), oldest + 60_000 - now());
    recent.push(now());
    return makeOnce(seen.path, seen.body, seen.headers['idempotency-key'] ?? null, requestId);
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const path = (incoming.url ?? '/').replace(/\?.*$/, '');
    const seen: Seen = {
      method: incoming.method ?? 'GET',
      path,
      headers,
      body: undefined,
      isWork: isWorkPath(path),
      aborted: false,
      status: null,
    };
    requests.push(seen);
    const requestId = `req_${requests.length}`;
    outgoing.setHeader('x-request-id', requestId);
    let isOurEnd = false;
    outgoing.once('close', () => {
      seen.aborted = !outgoing.writableFinished && !isOurEnd;
      tellChange();
    });
    tellChange();
    let fault: Fault | undefined;
    try {
      seen.body = await readBody(incoming);
      tellChange();
      const key = headers.authorization?.replace(/^Bearer /, '') ?? '';
      fault = switchboard.next(seen);
      if (fault?.kind === 'reset') {
        isOurEnd = true;
        return void incoming.socket.resetAndDestroy();
      }
      if (key !== apiKey) throw invalidKey(key);
      const refusal = fault && refusalOf(fault, modelOf(seen.body), key, requestId);
      if (refusal) throw refusal;
      if (fault?.kind === 'html')
        return void outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<html><body><h1>Welcome</h1></body></html>');
      const said = await say(await work(seen, requestId), fault);
      isOurEnd = fault?.kind === 'reset-after' || fault?.kind === 'cut-body';
      await deliver(outgoing, said, fault, pieceMs);
    } catch (error) {
      if (incoming.destroyed && !incoming.complete) return;
      const {
        status,
        body,
        headers: more,
      } = error instanceof Refusal ? error : new Refusal(500, `The emulator failed: ${String(error)}`, { type: 'server_error' });
      outgoing.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
    } finally {
      seen.status = outgoing.headersSent ? outgoing.statusCode : null;
      tellChange();
    }
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const emulator: OpenAiEmulator = {
    url: `http://127.0.0.1:${address.port}/v1`,
    apiKey,
    requests,
    charged,
    failNext: (fault, times) => switchboard.failNext(fault, times),
    failWith: (choose) => switchboard.failWith(choose),
    answerWith(next) {
      reply = next;
    },
    async until(holds) {
      while (!holds(emulator)) await changed.promise;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return emulator;
}

function isWorkPath(path: string): path is WorkPath {
  return Object.hasOwn(operations, path);
}

function modelOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'model' in body ? String(body.model) : 'unknown';
}

/** Forms have another boundary each time they are sent: what counts is what is in them. */
function contentOf(path: string, body: unknown): string {
  return sha256(`${path}\n${JSON.stringify(withHashes(body))}`);
}

function withHashes(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return sha256(value);
  if (Array.isArray(value)) return value.map(withHashes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withHashes(inner)]));
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
