import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startGuarded } from '../guarded-process.ts';
import { makeNetwork, networks } from './network.ts';

/** Listens on every address and prints its port. */
const echo = `require('node:net').createServer((s) => { s.on('error', () => {}); s.pipe(s); }).listen(0, '0.0.0.0', function () { console.log('port ' + this.address().port); });`;

async function answerOf(host: string, port: number, signal?: AbortSignal): Promise<string> {
  const socket = connect({ host, port, signal });
  try {
    await once(socket, 'connect', { signal });
    socket.write('hello');
    const [answer]: unknown[] = await once(socket, 'data', { signal });
    return String(answer);
  } finally {
    socket.destroy();
  }
}

describe.skipIf(!networks.canBeMade)(`a network of our own${networks.note}`, () => {
  it('joins places, and cuts without a word', async () => {
    await using network = await makeNetwork();
    const office = await network.place('office');
    const cable = await network.cable(network.here, office);
    const server = await startGuarded(...office.command(process.execPath, ['-e', echo]), { ready: /port \d+/ });
    try {
      const port = Number(/port (\d+)/.exec(server.output())?.[1]);
      const host = cable.addressOf(office);
      expect(await answerOf(host, port)).toBe('hello');
      {
        await using _gone = await cable.cut();
        const patience = AbortSignal.timeout(1000);
        const refused = expect(answerOf(host, port, patience)).rejects.toMatchObject({ code: 'ABORT_ERR' });
        await refused;
      }
      expect(await answerOf(host, port)).toBe('hello');
    } finally {
      await server.end('SIGKILL');
    }
  });

  it('lets out and nobody in', async () => {
    await using network = await makeNetwork();
    const office = await network.place('office');
    const cable = await network.cable(network.here, office);
    const server = await startGuarded(...office.command(process.execPath, ['-e', echo]), { ready: /port \d+/ });
    const outside = createServer((socket) => socket.end('come in'));
    try {
      await office.refuseIncoming();
      outside.listen(0, cable.addressOf(network.here));
      await once(outside, 'listening');
      const { port } = outside.address() as AddressInfo;
      const call = `require('node:net').connect(${port}, '${cable.addressOf(network.here)}').on('data', (d) => console.log(String(d)));`;
      const caller = await startGuarded(...office.command(process.execPath, ['-e', call]), { ready: /come in/ });
      await caller.ended;
      const patience = AbortSignal.timeout(1000);
      const inside = Number(/port (\d+)/.exec(server.output())?.[1]);
      const refused = expect(answerOf(cable.addressOf(office), inside, patience)).rejects.toMatchObject({ code: 'ABORT_ERR' });
      await refused;
    } finally {
      outside.close();
      await server.end('SIGKILL');
    }
  });
});
