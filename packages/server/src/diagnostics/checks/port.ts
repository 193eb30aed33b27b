import { createServer } from 'node:net';
import { type Check, failed, ok } from '../check.ts';

const patienceMs = 2_000;

/** Whether the server could listen, or does already. */
export const port: Check = {
  name: 'port',
  title: 'Port',
  async run({ settings, isServing }, signal) {
    if (isServing) return ok('This server answers.');
    const { host, port: number } = settings;
    if (number === 0) return ok('Any free port is taken.');
    const code = await tryToListen(host, number);
    if (code === null) return ok(`Port ${number} of ${host} is free.`);
    if (code !== 'EADDRINUSE') {
      return failed(
        `This machine does not let us listen on port ${number} of ${host} (${code}).`,
        'Set PORT and HOST to a port and an address that this machine may use.',
      );
    }
    if (await isForecourt(host, number, signal)) return ok(`A server of Forecourt answers on port ${number} of ${host}.`);
    return failed(`Another program has port ${number} of ${host}.`, 'Stop that program, or set PORT to another.');
  },
};

function tryToListen(host: string, number: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    server.listen({ host, port: number }, () => server.close(() => resolve(null)));
  });
}

async function isForecourt(host: string, number: number, signal: AbortSignal): Promise<boolean> {
  const name = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host);
  try {
    const answer = await fetch(`http://${name}:${number}/healthz`, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
    return answer.ok && (await answer.text()).includes('alive');
  } catch {
    // It speaks no HTTP, or not to us: another program then.
    return false;
  }
}
