import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface ConnectProxy extends AsyncDisposable {
  readonly url: string;
  /** What was asked for: `platform.invalid:443`, in order. */
  readonly asked: string[];
  /** How many are connected to it now. */
  connections(): number;
  /** Whoever comes has to say this, `user:password`; nothing where null. */
  credentials: string | null;
  /** Refuses whatever is asked for with this status, while it is set; 0 says nothing at all. */
  refusal: number | undefined;
}

/** The name of a platform that only the proxy knows: by RFC 6761 nobody else finds it. */
export const behindProxy = 'platform.invalid';

/** A proxy as an office has one: `CONNECT` and nothing else (RFC 9110, 9.3.6), to one platform. */
export async function startConnectProxy(platformPort: number): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', keep);
  server.on('connect', ({ url: asked = '', headers }, near, head) => {
    proxy.asked.push(asked);
    const { 'proxy-authorization': given } = headers;
    const isKnown = proxy.credentials === null || given === `Basic ${Buffer.from(proxy.credentials).toString('base64')}`;
    const status = proxy.refusal ?? (isKnown ? (asked.startsWith(`${behindProxy}:`) ? 200 : 403) : 407);
    if (status === 0) {
      near.on('end', () => near.destroy()).resume();
      return;
    }
    if (status !== 200) {
      const more = status === 407 ? 'Proxy-Authenticate: Basic realm="office"\r\n' : '';
      near.end(`HTTP/1.1 ${status} No\r\n${more}Content-Length: 2\r\nConnection: close\r\n\r\nNo`);
      return;
    }
    const far = connect(platformPort, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.write(head);
      near.pipe(far).pipe(near);
    });
    keep(far);
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: ConnectProxy = {
    ...{ url: `http://127.0.0.1:${port}`, asked: [], credentials: null, refusal: undefined, connections: () => sockets.size },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
