import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what Linux gives to outgoing connections, so that none of those takes the port while its server is down. */
const [lowest, highest] = [15_000, 32_000];

/**
 * A free port on loopback for a program that cannot choose one itself and has to come back on the same one.
 * Somebody else may take it before the program does: start with {@link onFreePort}.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    } catch {
      // Taken: try the next.
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** Starts something on a free port, and on another where that one was taken meanwhile. */
export async function onFreePort<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 5 || !/address already in use/i.test(String(error))) throw error;
    }
  }
}
