import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import { bearerToken, createVerifier, problemOf } from '@forecourt/sdk/remote';
import { openRelayLine, type RelayLine, relaySocketOptions } from '@forecourt/sdk/remote/relay';
import { WebSocketServer } from 'ws';

export interface TestPlatformServer extends AsyncDisposable {
  readonly url: string;
  readonly relayUrl: string;
  /** Public keys of the host that count. */
  hostKeys: string[];
  /** What the routes answer: a value, or an error. */
  answers: Record<string, (body: unknown) => object | Promise<object>>;
  /** What was asked, with the token that came. */
  readonly asked: { readonly path: string; readonly token: string | null; readonly body: unknown }[];
  /** Refuses who dials with this, while it is set. */
  refusal: ForecourtError | undefined;
  /** The next line that is dialled. */
  nextLine(): Promise<RelayLine>;
}

/** The far end that an agent speaks to by itself: enrolment, change of key and the relay, over HTTP on loopback. */
export async function startPlatformServer({
  hostId,
  clock = Date,
}: {
  hostId: string;
  clock?: { now(): number };
}): Promise<TestPlatformServer> {
  const sockets = new Set<Duplex>();
  const webSockets = new WebSocketServer({ noServer: true, ...relaySocketOptions });
  const lines: RelayLine[] = [];
  const wanted: ((line: RelayLine) => void)[] = [];
  const verifier = createVerifier({ keys: () => platform.hostKeys, issuer: hostId, audience: 'platform', clock });

  const server = createServer((request, response) => {
    answer(request).then(
      (json) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json)),
      (error: unknown) => {
        const problem = problemOf(error);
        response.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
      },
    );
  });

  async function answer(request: IncomingMessage): Promise<object> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const path = request.url ?? '';
    const [token, body] = [bearerToken(request.headers.authorization), JSON.parse(Buffer.concat(pieces).toString() || 'null')];
    platform.asked.push({ path, token, body });
    if (path.endsWith('/rotate')) await verifier.verify(token ?? '', { method: 'POST', path });
    const route = platform.answers[path];
    if (route === undefined) throw new ForecourtError('NOT_FOUND', `There is nothing at ${path}.`);
    return route(body);
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (platform.refusal !== undefined) throw platform.refusal;
    const path = request.url ?? '';
    await verifier.verify(bearerToken(request.headers.authorization) ?? '', { method: 'GET', path });
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      void openRelayLine({ webSocket }).then((line) => {
        lines.push(line);
        wanted.shift()?.(line);
      });
    });
  }

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    upgrade(request, socket, head).catch((error: unknown) => {
      const problem = problemOf(error);
      const text = JSON.stringify(problem);
      socket.end(
        `HTTP/1.1 ${problem.status} No\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const platform: TestPlatformServer = {
    url: `http://127.0.0.1:${port}`,
    relayUrl: `ws://127.0.0.1:${port}/api/v1/relay`,
    hostKeys: [],
    answers: {},
    asked: [],
    refusal: undefined,
    nextLine: () => new Promise((resolve) => wanted.push(resolve)),
    async [Symbol.asyncDispose]() {
      await Promise.all(lines.map((line) => line.close()));
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return platform;
}
