import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ForecourtError } from '@forecourt/errors';
import { createForecourt, type Forecourt, type ForecourtOptions, readServerSettings } from '@forecourt/server';
import next from 'next';
import { setRunningForecourt } from './lib/server/running.ts';
import { defaultDataFolder, samplesFolder, webFolder } from './start/folders.ts';
import { pageHeaders, safeHost } from './start/page-headers.ts';
import { quietly } from './start/quietly.ts';
import { createSamples } from './start/samples.ts';

export interface WebOptions extends Pick<ForecourtOptions, 'environment' | 'logger' | 'provider'> {
  /** Pages are compiled as they are asked for, and change while one writes. */
  readonly isDevelopment?: boolean;
}

export interface RunningWeb extends AsyncDisposable {
  readonly forecourt: Forecourt;
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Finishes what is under way, then closes; tells whether everything ended within `graceMs`. */
  close(options?: { readonly graceMs?: number }): Promise<boolean>;
}

/** What the backend answers by itself: Next never sees it, so no body is cut and no photo goes through two servers. */
const backendPaths = /^\/(api\/(v1|compat)(\/|\?|$)|(healthz|readyz|metrics)(\?|$))/;

/**
 * Starts pages, API, uploads and events on one port, in this process.
 *
 * @throws PORT_IN_USE, UNKNOWN_SETTING, INVALID_INPUT, DATA_FOLDER_IN_USE, DATABASE_UNAVAILABLE, …
 */
export async function startWeb({ environment = process.env, isDevelopment = false, ...options }: WebOptions = {}): Promise<RunningWeb> {
  const settings = readServerSettings(environment);
  const dataDir = environment.FORECOURT_DATA_DIR ?? defaultDataFolder;
  const forecourt = createForecourt({ ...options, environment: { ...environment }, dataDir });
  const pages = next({ dev: isDevelopment, dir: webFolder, hostname: settings.host, port: settings.port, quiet: true });
  const ready = Promise.withResolvers<void>();
  // Who asks before all is ready waits; whether it becomes ready is told below.
  ready.promise.catch(() => undefined);
  const showPage = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    await ready.promise;
    const { contentSecurityPolicy, others } = pageHeaders({ isDevelopment, host: safeHost(incoming.headers.host) });
    incoming.headers['content-security-policy'] = contentSecurityPolicy;
    incoming.headers['x-forecourt-path'] = incoming.url ?? '/';
    outgoing.setHeader('Content-Security-Policy', contentSecurityPolicy);
    for (const [name, value] of Object.entries(others)) outgoing.setHeader(name, value);
    await pages.getRequestHandler()(incoming, outgoing);
  };
  const server = createServer((incoming, outgoing) => {
    const answer = backendPaths.test(incoming.url ?? '/') ? forecourt.listener(incoming, outgoing) : showPage(incoming, outgoing);
    answer.catch(() => outgoing.destroy());
  });
  // A large photo over a slow line takes longer than Node's five minutes; uploads end bodies that stand still themselves.
  server.requestTimeout = 0;
  server.on('upgrade', (incoming, socket, head) => {
    if (forecourt.upgrade(incoming, socket, head)) return;
    if (!isDevelopment) socket.destroy();
    else
      pages
        .getUpgradeHandler()(incoming, socket, head)
        .catch(() => socket.destroy());
  });
  let url: string;
  try {
    // First the port: who starts a second server should hear of the first, and its data folder is not touched.
    const port = await listen(server, settings.port, settings.host);
    url = addressOf(shownHost(settings.host), port);
    const samples = createSamples({ url: addressOf(ownHost(settings.host), port), folder: samplesFolder, onProblem: tellSampleProblem });
    setRunningForecourt({ client: forecourt.client, setup: forecourt.setup, samples });
    await Promise.all([forecourt.start(), quietly(() => pages.prepare())]);
    ready.resolve();
  } catch (error) {
    ready.reject(error);
    server.close();
    server.closeAllConnections();
    await forecourt.close();
    throw listenError(error, settings.port, settings.host);
  }
  const close = async ({ graceMs = 10_000 }: { readonly graceMs?: number } = {}) => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const isComplete = await forecourt.close({ graceMs });
    server.closeAllConnections();
    await closed;
    await pages.close();
    return isComplete;
  };
  return { forecourt, url, close, [Symbol.asyncDispose]: async () => void (await close()) };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** What a person on this machine types into a browser. */
function shownHost(host: string): string {
  return ['0.0.0.0', '127.0.0.1', '::', '::1'].includes(host) ? 'localhost' : host;
}

/** How this process reaches itself. */
function ownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

function listenError(error: unknown, port: number, host: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new ForecourtError('PORT_IN_USE', `Port ${port} is taken by another program.`, {
      hint: `Stop that program, or choose another port: PORT=${port + 1} npm start`,
      details: { port },
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ForecourtError('INVALID_INPUT', `This machine does not let us listen on port ${port} of ${host}.`, {
      hint: 'Set PORT and HOST to a port and an address that this machine may use.',
      cause: error,
    });
  }
  return error;
}

function tellSampleProblem(error: unknown): void {
  const { message, hint } = ForecourtError.from(error);
  console.error(`forecourt: some photos of the sample vehicles did not come in: ${message} ${hint} Add them again under Settings.`);
}
