import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

export type Direction = 'up' | 'down';

/** A piece of what passes: `up` goes to the server. */
export interface Passing {
  readonly direction: Direction;
  /** Counts from 1. */
  readonly connection: number;
  readonly bytes: Uint8Array;
}

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Where new connections go. */
  target: number;
  /** How many bytes went to the server, heads of requests among them. */
  readonly sentBytes: number;
  /** How many came from it. */
  readonly receivedBytes: number;
  readonly connections: number;
  /** Ends every connection at once, without a word: what was under way is lost. */
  cut(): void;
  /** New connections are refused, and those there are ended, until this is disposed. */
  down(): Disposable;
  /** Each piece waits this long, until this is disposed; their order stays. */
  delay(milliseconds: number): Disposable;
  /** Flips one bit of the next piece of at least so many bytes to the server; resolves when that was done. */
  corruptNext(atLeastBytes?: number): Promise<void>;
}

export interface TcpProxyOptions {
  readonly target: number;
  /** Sees every piece before it is passed on. */
  readonly heard?: (piece: Passing) => void;
}

interface ProxyState {
  target: number;
  sentBytes: number;
  receivedBytes: number;
  connections: number;
  isDown: boolean;
  delayMs: number;
}

/**
 * A bad network on loopback: passes bytes to a port and can cut, delay and damage them.
 *
 * @example
 * await using network = await startTcpProxy({ target: server.port });
 * network.cut();
 */
export async function startTcpProxy({ target, heard }: TcpProxyOptions): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const state: ProxyState = { target, sentBytes: 0, receivedBytes: 0, connections: 0, isDown: false, delayMs: 0 };
  let corruption: { atLeastBytes: number; done: () => void } | undefined;

  const passOn = (direction: Direction, connection: number, from: Socket, to: Socket) => {
    let before = Promise.resolve();
    from.on('data', (piece: Buffer) => {
      if (direction === 'up') {
        state.sentBytes += piece.byteLength;
        if (corruption && piece.byteLength >= corruption.atLeastBytes) {
          const at = piece.byteLength >> 1;
          piece[at] = (piece[at] ?? 0) ^ 1;
          corruption.done();
          corruption = undefined;
        }
      } else state.receivedBytes += piece.byteLength;
      heard?.({ direction, connection, bytes: piece });
      const delayMs = state.delayMs;
      if (delayMs > 0) {
        const due = new Promise<void>((done) => setTimeout(done, delayMs));
        before = before.then(() => due);
      }
      from.pause();
      before = before.then(() => send(piece, to)).then(() => void from.resume());
    });
    from.on('end', () => void before.then(() => to.end()));
    from.on('close', () => void before.then(() => to.destroy()));
    // A cut is what this is for; each side learns of it by its own socket.
    from.on('error', () => to.destroy());
  };

  const server = createServer((near) => {
    if (state.isDown) {
      near.resetAndDestroy();
      return;
    }
    const far = createConnection({ host: '127.0.0.1', port: state.target });
    const connection = ++state.connections;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => sockets.delete(socket));
    }
    passOn('up', connection, near, far);
    passOn('down', connection, far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port,
    get target() {
      return state.target;
    },
    set target(port) {
      state.target = port;
    },
    get sentBytes() {
      return state.sentBytes;
    },
    get receivedBytes() {
      return state.receivedBytes;
    },
    get connections() {
      return state.connections;
    },
    cut,
    down() {
      state.isDown = true;
      cut();
      return {
        [Symbol.dispose]() {
          state.isDown = false;
        },
      };
    },
    delay(milliseconds) {
      state.delayMs = milliseconds;
      return {
        [Symbol.dispose]() {
          state.delayMs = 0;
        },
      };
    },
    corruptNext: (atLeastBytes = 1024) => new Promise((done) => (corruption = { atLeastBytes, done })),
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

async function send(piece: Uint8Array, to: Socket): Promise<void> {
  if (to.destroyed || to.write(piece)) return;
  // Whichever comes first: room again, or the end of the connection.
  await new Promise<void>((done) => {
    const settle = () => {
      to.off('drain', settle);
      to.off('close', settle);
      done();
    };
    to.on('drain', settle);
    to.on('close', settle);
  });
}
