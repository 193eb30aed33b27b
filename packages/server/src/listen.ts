import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ForecourtError } from '@forecourt/errors';
import { createForecourt, type Forecourt, type ForecourtOptions } from './forecourt.ts';
import { readServerSettings } from './settings/settings.ts';

export interface ListenOptions extends ForecourtOptions {
  /** 0 takes a free one. From PORT where left out. */
  readonly port?: number | undefined;
  /** From HOST where left out; only this machine by default. */
  readonly host?: string | undefined;
}

export interface ListeningForecourt extends AsyncDisposable {
  readonly forecourt: Forecourt;
  /** Where it listens, with the base path and without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops taking requests, then as {@link Forecourt.close}. @returns whether everything ended in time */
  close(options?: { readonly graceMs?: number | undefined }): Promise<boolean>;
}

/**
 * A Forecourt server of its own, without another framework: HTTP and WebSocket on one port.
 *
 * @throws PORT_IN_USE, and whatever `start` of {@link createForecourt} throws
 * @example
 * const server = await listenForecourt({ port: 3000 });
 * console.log(server.url);
 */
export async function listenForecourt(options: ListenOptions = {}): Promise<ListeningForecourt> {
  const { port: givenPort, host: givenHost, ...rest } = options;
  const settings = readServerSettings(options.environment);
  const port = givenPort ?? settings.port;
  const host = givenHost ?? settings.host;
  const forecourt = createForecourt(rest);
  const server = createServer((incoming, outgoing) => void forecourt.listener(incoming, outgoing));
  // A large photo over a slow line takes longer than Node's five minutes; a body that stands still is ended by uploads themselves.
  server.requestTimeout = 0;
  server.on('upgrade', (incoming, socket, head) => {
    if (!forecourt.upgrade(incoming, socket, head)) socket.destroy();
  });
  try {
    // First the port: a server that is there already should be found before its data folder is touched.
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    await forecourt.start();
  } catch (error) {
    server.close();
    await forecourt.close();
    throw listenError(error, port, host);
  }
  const address = server.address() as AddressInfo;
  const close = async (closeOptions: { readonly graceMs?: number | undefined } = {}) => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const isComplete = await forecourt.close(closeOptions);
    server.closeAllConnections();
    await closed;
    return isComplete;
  };
  return {
    forecourt,
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}${forecourt.basePath}`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}

function listenError(error: unknown, port: number, host: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new ForecourtError('PORT_IN_USE', `Port ${port} of ${host} is in use.`, { details: { port }, cause: error });
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ForecourtError('INVALID_INPUT', `It is not possible to listen on port ${port} of ${host}.`, {
      hint: 'Set PORT and HOST to a port and an address that this machine may use.',
      cause: error,
    });
  }
  return error;
}
