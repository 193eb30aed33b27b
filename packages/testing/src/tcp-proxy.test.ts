import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startTcpProxy } from './tcp-proxy.ts';

/** Answers each request with what was in it. */
async function startEcho(): Promise<{ port: number } & Disposable> {
  const server = createServer((request: IncomingMessage, response) => request.pipe(response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const body = Buffer.alloc(3_000_000, 'car ');

describe('a bad network', () => {
  it('passes on what it gets, both ways and in order, also when each piece is late', async () => {
    using echo = await startEcho();
    await using network = await startTcpProxy({ target: echo.port });
    using _late = network.delay(5);
    const answer = await fetch(`http://127.0.0.1:${network.port}`, { method: 'POST', body });
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    expect(network.sentBytes).toBeGreaterThan(body.byteLength);
  });

  it('damages one bit of one piece', async () => {
    using echo = await startEcho();
    await using network = await startTcpProxy({ target: echo.port });
    const damaged = network.corruptNext();
    const answer = Buffer.from(await (await fetch(`http://127.0.0.1:${network.port}`, { method: 'POST', body })).arrayBuffer());
    await damaged;
    const differing = answer.reduce((count, byte, at) => count + (byte === body[at] ? 0 : 1), 0);
    expect([answer.byteLength, differing]).toEqual([body.byteLength, 1]);
  });

  it('cuts what is under way, refuses while it is down, and is there again after', async () => {
    using echo = await startEcho();
    let pieces = 0;
    const network = await startTcpProxy({ target: echo.port, heard: () => void (++pieces === 5 && network.cut()) });
    await using _ends = network;
    const send = () => fetch(`http://127.0.0.1:${network.port}`, { method: 'POST', body }).then((answer) => answer.arrayBuffer());
    await expect(send()).rejects.toThrow();
    {
      using _down = network.down();
      await expect(send()).rejects.toThrow();
    }
    expect((await send()).byteLength).toBe(body.byteLength);
  });
});
