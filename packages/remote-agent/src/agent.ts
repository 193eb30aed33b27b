import { mkdir } from 'node:fs/promises';
import { writeError } from '@forecourt/sdk/files';
import type { TellsTime } from '@forecourt/sdk/remote';
import { pino } from 'pino';
import { type Closing, createClosing } from './closing.ts';
import { type Identity, readIdentity } from './config/config.ts';
import { type Places, placesIn } from './config/places.ts';
import { openDatabase } from './journal/database.ts';
import { fileRecords } from './journal/files.ts';
import type { Runner } from './runner/runner.ts';
import { createCallers } from './service/callers.ts';
import { createFileLocks } from './service/files/file-locks.ts';
import { fileRoutes } from './service/files/file-routes.ts';
import { createFileStore } from './service/files/file-store.ts';
import { createReceiver } from './service/files/receiver.ts';
import { createHealth } from './service/health.ts';
import { createListener, type Listener, type RouteEntry } from './service/listener.ts';
import { type ListenOptions, serveDirect, serveLocally } from './service/servers.ts';
import { createSpace } from './service/space.ts';
import { agentVersion } from './version.ts';
import { lookAtMachine, type Machine, slotsOf } from './worker/capacity.ts';

export interface AgentOptions {
  /** Where everything of the agent lies; see {@link placesIn}. It has to be enrolled: see `keepIdentity`. */
  readonly dataDir: string;
  readonly runner: Runner;
  /** Where the direct road ends: every address and port 7443 where left out; port 0 takes any that is free. */
  readonly listen?: Partial<ListenOptions> | undefined;
  /** Jobs at once; by memory, cores and graphics card where left out. */
  readonly slots?: number | undefined;
  /** So much of the disk stays free. */
  readonly keepFreeBytes?: number | undefined;
  readonly logger?: pino.Logger | undefined;
  readonly clock?: TellsTime | undefined;
  readonly machine?: Machine | undefined;
}

/** A running agent. */
export interface Agent extends AsyncDisposable {
  readonly hostId: string;
  /** Where the direct road ends. */
  readonly port: number;
  /** The same as an address on this computer: `https://127.0.0.1:7443`. */
  readonly address: string;
  /** On loopback, in the clear: for the SSH channel and for commands on this computer. */
  readonly localPort: number;
  /** Answers requests that came another way: the relay. */
  readonly listener: Listener;
  close(): Promise<void>;
}

export const usualPort = 7443;
/** Windows and its swap file go wrong on a full disk; a day of photos fits into less. */
const usualFreeBytes = 2_000_000_000;
/** A day of photos, packed; no single file of a dealer is larger. */
const largestFileBytes = 50_000_000_000;

/**
 * Starts the agent of an enrolled computer: what was interrupted goes on, and from here on it answers.
 *
 * @throws AGENT_NOT_ENROLLED, PORT_IN_USE, DISK_FULL, OUTPUT_NOT_WRITABLE
 * @example
 * await using agent = await createAgent({ dataDir, runner, listen: { host: '127.0.0.1', port: 0 } });
 */
export async function createAgent(options: AgentOptions): Promise<Agent> {
  const { dataDir, clock = Date, logger = pino({ level: 'silent' }) } = options;
  const places = placesIn(dataDir);
  const identity = await readIdentity(dataDir);
  await makePlaces(places);
  const machine = options.machine ?? (await lookAtMachine());
  const now = () => clock.now();
  const closing = createClosing();
  try {
    return await start();
  } catch (error) {
    await closing.close();
    throw error;
  }

  async function start(): Promise<Agent> {
    const database = openDatabase(places.journal);
    closing.add(() => database[Symbol.dispose]());
    const records = fileRecords(database);
    const locks = createFileLocks();
    const store = createFileStore({ folder: places.files, records, locks, now });
    const checkSpace = createSpace({ folder: places.files, keepFreeBytes: options.keepFreeBytes ?? usualFreeBytes });
    const receiver = createReceiver({ store, records, locks, now, checkSpace, maxBytes: largestFileBytes });
    const slots = options.slots ?? slotsOf(machine);
    const health = createHealth({
      hostId: identity.config.hostId,
      version: agentVersion,
      dataDir,
      machine,
      operations: ['removeBackground'],
      manifest: () => 0,
      load: () => ({ slots, busy: 0, waiting: 0, isDraining: false, measured: { jobs: 0, medianMs: null } }),
      now,
    });
    const routes: RouteEntry[] = [
      { method: 'GET', path: /^\/health$/, handle: async () => ({ status: 200, json: await health() }) },
      ...fileRoutes({ store, receiver }),
    ];
    const callers = createCallers({ identity: () => identity, clock });
    const listener = createListener({ routes, authenticate: callers.platform, logger });
    const local = await serveLocally(createListener({ routes, authenticate: callers.platformOrSelf, logger }));
    closing.add(() => local.close());
    const listen = { port: usualPort, ...options.listen };
    const direct = await serveDirect(listener, { listen, key: identity.key, platformKeys: () => identity.config.platformKeys });
    closing.add(() => direct.close());
    closing.add(() => receiver.stop());
    return running(identity, { port: direct.port, localPort: local.port, listener, closing });
  }
}

interface Started {
  readonly port: number;
  readonly localPort: number;
  readonly listener: Listener;
  readonly closing: Closing;
}

function running({ config }: Identity, { port, localPort, listener, closing }: Started): Agent {
  const { close } = closing;
  return {
    hostId: config.hostId,
    port,
    address: `https://127.0.0.1:${port}`,
    localPort,
    listener,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function makePlaces({ files, scripts, runs, releases }: Places): Promise<void> {
  for (const folder of [files, scripts, runs, releases]) {
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw writeError(error, folder);
    });
  }
}
