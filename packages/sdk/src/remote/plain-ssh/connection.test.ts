import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { systemClock } from '../../clock/clock.ts';
import { createSshConnection } from './connection.ts';

it('leaves no connection open for a private key that it cannot read', async () => {
  await using server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const options = { address: { host: '127.0.0.1', port, user: 'x' }, fingerprint: null, sessions: 1, clock: systemClock };
  await using connection = createSshConnection({ ...options, privateKey: 'no key' });
  await expect(connection.open(new AbortController().signal)).rejects.toThrow(/privateKey/);
  // Taken in after any that came before it.
  const later = connect(port, '127.0.0.1');
  await once(server, 'connection');
  later.destroy();
  // A server has closed once all of its connections have.
  server.close();
  await once(server, 'close');
});
