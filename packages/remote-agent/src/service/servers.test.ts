import { once } from 'node:events';
import { connect } from 'node:tls';
import { generateHostKey, type HostKey, makeCertificate } from '@forecourt/sdk/remote';
import { expect, it } from 'vitest';
import { serveDirect } from './servers.ts';

/** Sends a request in one piece with the end of the handshake, and gives what comes back before the connection ends. */
async function ask(port: number, key: HostKey): Promise<string> {
  const own = { key: key.toPem(), cert: makeCertificate(key) };
  const socket = connect({ host: '127.0.0.1', port, minVersion: 'TLSv1.3', rejectUnauthorized: false, ...own });
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  // Thrown out is what it is to be, however that looks from outside.
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n');
  await once(socket, 'close');
  return Buffer.concat(pieces).toString();
}

it('hears no request of a stranger, however fast it comes', async () => {
  const [agent, platform, stranger] = await Promise.all([generateHostKey(), generateHostKey(), generateHostKey()]);
  let heard = 0;
  const server = await serveDirect(
    (_request, response) => {
      heard++;
      response.end('welcome');
    },
    { listen: { host: '127.0.0.1', port: 0 }, key: agent, platformKeys: () => [platform.publicKey] },
  );
  try {
    for (let turn = 0; turn < 20; turn++) expect(await ask(server.port, stranger)).toBe('');
    expect(heard).toBe(0);
    expect(await ask(server.port, platform)).toContain('welcome');
    expect(heard).toBe(1);
  } finally {
    await server.close();
  }
});
