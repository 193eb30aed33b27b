import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';

/**
 * A forwarded port as a stream that Node's HTTP and TLS take for a socket. The channel itself is none: destroying it waits for the far end's
 * answer, and what is written after the line broke is never called back.
 */
export function channelSocket(channel: ClientChannel): Duplex {
  const socket = new Duplex({
    read: () => void channel.resume(),
    write(piece, _encoding, done) {
      channel.write(piece, done);
    },
    final(done) {
      channel.end();
      done();
    },
    destroy(error, done) {
      channel.destroy();
      done(error);
    },
  });
  channel.on('data', (piece: Buffer) => {
    if (!socket.push(piece)) channel.pause();
  });
  channel.once('end', () => void (!socket.destroyed && socket.push(null)));
  channel.once('close', () => void socket.destroy());
  channel.on('error', (error: Error) => void socket.destroy(error));
  channel.pause();
  // What Node's pool of connections asks of a socket; the one below has keepalive and no delay of its own.
  const asked = () => socket;
  return Object.assign(socket, { setKeepAlive: asked, setNoDelay: asked, setTimeout: asked, ref: asked, unref: asked });
}
