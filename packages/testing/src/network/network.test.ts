import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startGuarded } from '../guarded-process.ts';
import { makeNetwork, narrowLines, networks } from './network.ts';

/** Listens on every address and prints its port. */
const echo = `require('node:net').createServer((s) => { s.on('error', () => {}); s.pipe(s); }).listen(0, '0.0.0.0', function () { console.log('port ' + this.address().port); });`;

/** Sends so many bytes and hears them again. */
const sends = `const { host, port, count } = JSON.parse(process.argv[1]); let heard = 0;
  const socket = require('node:net').connect(port, host, () => socket.write(Buffer.alloc(count, 7)));
  socket.on('data', (d) => { heard += d.length; if (heard === count) { console.log('heard ' + heard); socket.destroy(); } });`;

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

const narrow = narrowLines();

describe.skipIf(!narrow.canBeMade)(`a narrow line that loses packets${narrow.note}`, () => {
  it('takes its time and delivers everything all the same', async () => {
    await using network = await makeNetwork();
    const [lot, office] = [await network.place('lot'), await network.place('office')];
    const cable = await network.cable(lot, office);
    const bytesPerSecond = 400_000;
    await using _loses = await cable.lose(0.05);
    await using _narrow = await cable.narrow(bytesPerSecond);
    const server = await startGuarded(...office.command(process.execPath, ['-e', echo]), { ready: /port \d+/ });
    try {
      const port = /port (\d+)/.exec(server.output())?.[1];
      const far = { host: cable.addressOf(office), port, count: 600_000 };
      const before = await cable.arrivedBytes(office);
      const began = performance.now();
      const caller = await startGuarded(...lot.command(process.execPath, ['-e', sends, JSON.stringify(far)]), { ready: /heard \d+/ });
      expect(caller.output()).toContain('heard 600000');
      await caller.ended;
      const seconds = (performance.now() - began) / 1000;
      const arrived = (await cable.arrivedBytes(office)) - before;
      expect(arrived).toBeGreaterThan(600_000);
      // What waits in the bucket at the start comes at once.
      expect(arrived).toBeLessThan(bytesPerSecond * seconds + 20_000);
    } finally {
      await server.end('SIGKILL');
    }
  });
});
