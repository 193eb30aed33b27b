import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import { type Client, createClient } from '@forecourt/sdk/client';
import type { HttpBindings } from '@hono/node-server';
import { pino } from 'pino';
import { createListener } from './http/listener.ts';
import type { Readiness } from './http/readiness.ts';
import { isForUpgrade } from './http/upgrade.ts';
import { createLogger, createLogRing, keepingLines } from './logging/index.ts';
import { type ForecourtOptions, parseOptions } from './options.ts';
import { problemResponse } from './problems/problem.ts';
import { type RunningServer, startServer } from './server.ts';
import { readServerSettings } from './settings/settings.ts';

export type { ForecourtOptions } from './options.ts';

/** A Forecourt backend inside this process. See {@link createForecourt}. */
export interface Forecourt extends AsyncDisposable {
  readonly basePath: string;
  readonly dataDir: string;
  /** Answers a request: for route handlers of Next and every other framework that speaks fetch. Starts the server if need be. */
  fetch(request: Request, bindings?: Partial<HttpBindings>): Promise<Response>;
  /** The same as a listener of `node:http`. */
  readonly listener: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;
  /** Takes an upgrade to a WebSocket that is meant for the event stream: true, or false and the socket is untouched. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /**
   * Opens database, files and queue and starts the worker. `fetch` does so by itself; calling it tells what is wrong before the first
   * request does. After a failure it may be called again.
   *
   * @throws UNKNOWN_SETTING, INVALID_INPUT, DATA_FOLDER_IN_USE, DATABASE_UNAVAILABLE, QUEUE_UNAVAILABLE, MIGRATION_FAILED, …
   */
  start(): Promise<void>;
  /** Whether the first owner is still to be created, and with which one-time code and below which path of the pages. */
  setup(): Promise<{ readonly needed: boolean; readonly code: string | null; readonly path: string | null }>;
  /** A typed client that calls this server without a network, with the headers of whoever asks: for server components. */
  client(headers?: HeadersInit): Client;
  /** Whether each part works. */
  check(): Promise<Readiness>;
  /**
   * Refuses new writes, finishes what is under way, ends streams, closes. Never takes longer than `graceMs` (10 s). What does not end in
   * time is taken up at the next start; the process should then end by a signal, since `process.exit` waits for native threads.
   *
   * @returns whether everything ended in time
   */
  close(options?: { readonly graceMs?: number | undefined }): Promise<boolean>;
}

/**
 * Makes a Forecourt backend: uploads, jobs, review and events behind one fetch function. Nothing is opened before the first request
 * or `start`.
 *
 * @example
 * // app/api/forecourt/[...path]/route.ts of a Next application
 * const forecourt = getForecourt({ basePath: '/api/forecourt' });
 * export const { fetch: GET, fetch: POST, fetch: PATCH, fetch: DELETE, fetch: HEAD, fetch: OPTIONS } = forecourt;
 *
 * @throws INVALID_INPUT, UNKNOWN_SETTING for wrong options or environment.
 */
export function createForecourt(given: ForecourtOptions = {}): Forecourt {
  const options = parseOptions(given);
  const settings = readServerSettings(options.environment);
  const ring = createLogRing();
  const logger = keepingLines(options.logger ?? createLogger(settings.logLevel, pino.destination(1)), ring);
  const dataDir = resolve(options.dataDir ?? settings.dataDir);
  const { basePath } = options;
  let starting: Promise<RunningServer> | undefined;
  let closing: Promise<boolean> | undefined;
  let isClosed = false;

  const running = async (): Promise<RunningServer> => {
    if (isClosed) throw new ForecourtError('SERVER_STOPPING', 'This server was closed.');
    starting ??= startServer({ options, settings, dataDir, logger, logRing: ring, isStopping: () => closing !== undefined }).catch(
      (error: unknown) => {
        // The next request may find the database there again.
        starting = undefined;
        throw error;
      },
    );
    return await starting;
  };

  const fetch: Forecourt['fetch'] = async (request, bindings = {}) => {
    try {
      const server = await running();
      return await server.fetch(request, bindings);
    } catch (error) {
      if (URL.parse(request.url)?.pathname === `${basePath}/healthz`) return Response.json({ state: 'alive' });
      if (!isClosed) logger.error({ err: error }, 'the server could not start');
      return problemResponse(error, { instance: URL.parse(request.url)?.pathname });
    }
  };

  const close: Forecourt['close'] = ({ graceMs = 10_000 } = {}) => {
    closing ??= (async () => {
      const server = starting === undefined ? undefined : await starting.catch(() => undefined);
      const isComplete = (await server?.close({ graceMs })) ?? true;
      isClosed = true;
      return isComplete;
    })();
    return closing;
  };

  return {
    basePath,
    dataDir,
    fetch,
    listener: createListener(fetch),
    upgrade(incoming, socket, head) {
      if (!isForUpgrade(incoming, basePath)) return false;
      running().then(
        (server) => server.upgrade(incoming, socket, head),
        () => socket.destroy(),
      );
      return true;
    },
    start: async () => void (await running()),
    setup: async () => (await running()).setup(),
    client: (headers) =>
      createClient({
        url: `http://forecourt.internal${basePath}`,
        fetch: (input, init) => fetch(new Request(input, init)),
        headers: Object.fromEntries(new Headers(headers)),
      }),
    check: async () => (await running()).check(),
    close,
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}

const registryKey = Symbol.for('forecourt.servers');
type Registry = typeof globalThis & { [registryKey]?: Map<string, Forecourt> };

/**
 * The backend of a data folder, made at the first call. Frameworks such as Next load a module several times in one process; they all
 * get the same one.
 *
 * @throws as {@link createForecourt}
 */
export function getForecourt(options: ForecourtOptions = {}): Forecourt {
  const parsed = parseOptions(options);
  const dataDir = resolve(parsed.dataDir ?? readServerSettings(parsed.environment).dataDir);
  const registry: Registry = globalThis;
  registry[registryKey] ??= new Map();
  const known = registry[registryKey];
  const present = known.get(dataDir);
  if (present) return present;
  const made = createForecourt(options);
  const close: Forecourt['close'] = (closeOptions) => {
    known.delete(dataDir);
    return made.close(closeOptions);
  };
  const forecourt = { ...made, close, [Symbol.asyncDispose]: async () => void (await close()) };
  known.set(dataDir, forecourt);
  return forecourt;
}
