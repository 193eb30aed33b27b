import { once } from 'node:events';
import { Agent as HttpsAgent, request } from 'node:https';
import type { Readable } from 'node:stream';
import { createSigner, errorOf, generateHostKey, type HostKey, makeCertificate } from '@forecourt/sdk/remote';

/** A platform as an agent sees it: a key, and requests that it signs. */
export interface TestPlatform {
  readonly key: HostKey;
  /** What an answer was, its body read to the end. */
  ask(method: string, path: string, options?: AskOptions): Promise<Reply>;
  close(): void;
}

export interface AskOptions {
  readonly json?: unknown;
  readonly body?: Uint8Array | Readable | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends this instead of a fresh token. */
  readonly token?: string;
  /** Over loopback in the clear. */
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly json: unknown;
}

/** Asks the agent at `port` with mutual TLS and signed requests, as the direct road does. */
export async function createTestPlatform(options: {
  readonly hostId: string;
  readonly port: () => number;
  readonly key?: HostKey;
}): Promise<TestPlatform> {
  const key = options.key ?? (await generateHostKey());
  const agent = new HttpsAgent({ keepAlive: true, key: key.toPem(), cert: makeCertificate(key), rejectUnauthorized: false });
  const signer = createSigner({ key, issuer: 'platform', audience: options.hostId });

  async function ask(method: string, path: string, { json, body, headers, token, signal }: AskOptions = {}): Promise<Reply> {
    const bytes = json === undefined ? body : Buffer.from(JSON.stringify(json));
    const sent = request({
      agent,
      host: '127.0.0.1',
      port: options.port(),
      method,
      path,
      ...(signal !== undefined && { signal }),
      headers: {
        authorization: `Bearer ${token ?? (await signer.sign({ method, path }))}`,
        ...(bytes instanceof Uint8Array && { 'content-length': String(bytes.byteLength) }),
        ...headers,
      },
    });
    if (bytes instanceof Uint8Array || bytes === undefined) sent.end(bytes);
    else bytes.pipe(sent);
    const [answer] = await once(sent, 'response');
    const pieces: Buffer[] = [];
    for await (const piece of answer) pieces.push(piece);
    const all = Buffer.concat(pieces);
    const isJson = all.byteLength > 0 && /json/.test(String(answer.headers['content-type']));
    return { status: answer.statusCode, headers: answer.headers, bytes: all, json: isJson ? JSON.parse(all.toString()) : undefined };
  }

  return {
    key,
    async ask(method, path, options = {}) {
      const reply = await ask(method, path, options);
      // A test may have set the clock of the agent: goes by it then, as a platform does.
      const isOff = options.token === undefined && reply.status === 401 && signer.learn(errorOf(reply.json));
      return isOff ? await ask(method, path, options) : reply;
    },
    close: () => agent.destroy(),
  };
}
