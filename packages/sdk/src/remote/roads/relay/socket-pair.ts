import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { ForecourtError } from '@forecourt/errors';

export interface SocketPair {
  readonly near: Socket;
  readonly far: Socket;
}

/**
 * Two sockets of this process that are connected to each other. HTTP/2 gets one of them: on a stream that is no socket of the system it
 * brought processes down when the connection broke (Node 20 to 24). The port is open for as long as it takes to connect once.
 */
export async function socketPair(): Promise<SocketPair> {
  const server = createServer({ noDelay: true });
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = addressOf(server.address());
    const near = connect({ port, host: '127.0.0.1', noDelay: true });
    const accepted = new Promise<Socket>((resolve) => {
      server.on('connection', (socket) => {
        // Somebody else on this computer may be quicker.
        if (socket.remotePort === near.localPort) resolve(socket);
        else socket.destroy();
      });
    });
    await once(near, 'connect');
    return { near, far: await accepted };
  } finally {
    server.close();
  }
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new ForecourtError('INTERNAL', 'A server listens and has no port.');
  return address;
}
