import { mkdir, readFile } from 'node:fs/promises';
import { ForecourtError } from '@forecourt/errors';
import type { AgentDiagnostics, AgentHealth } from '@forecourt/sdk/contract';
import { writeError } from '@forecourt/sdk/files';
import type { TellsTime } from '@forecourt/sdk/remote';
import { pino } from 'pino';
import { type Closing, createClosing } from './closing.ts';
import { readIdentity } from './config/config.ts';
import { createIdentityHolder } from './config/holder.ts';
import { keepKeyYoung } from './config/keep-key-young.ts';
import { type Places, placesIn } from './config/places.ts';
import type { ProxyFor } from './config/proxy.ts';
import { tellRunning } from './config/running.ts';
import { openJournal } from './journal/journal.ts';
import { keepLine, type LineStatus } from './relay/keep-line.ts';
import type { Runner } from './runner/runner.ts';
import { openScriptStore, type ScriptStore } from './scripts/script-store.ts';
import { agentRoutes } from './service/agent-routes.ts';
import { createCallers } from './service/callers.ts';
import { createFileLocks } from './service/files/file-locks.ts';
import { fileRoutes } from './service/files/file-routes.ts';
import { createFileStore } from './service/files/file-store.ts';
import { createReceiver } from './service/files/receiver.ts';
import { createHealth } from './service/health.ts';
import { jobRoutes } from './service/job-routes.ts';
import { createListener, type Listener } from './service/listener.ts';
import { type ListenOptions, serveDirect, serveLocally } from './service/servers.ts';
import { createSpace } from './service/space.ts';
import { agentVersion } from './version.ts';
import { lookAtMachine, type Machine, slotsOf } from './worker/capacity.ts';
import { createTidier, type TidyReport } from './worker/tidy.ts';
import { createWorker } from './worker/worker.ts';

export interface AgentOptions {
  /** Where everything of the agent lies; see {@link placesIn}. It has to be enrolled: see `keepIdentity`. */
  readonly dataDir: string;
  /** Makes what does the jobs. The agent closes it. */
  readonly runner: (parts: RunnerParts) => Runner | Promise<Runner>;
  /** Whether it speaks to its platform by itself: dials the relay, and has a new key each month. It does where left out. */
  readonly dials?: boolean | undefined;
  /** The proxy on the way to an address of its platform; straight there where left out. */
  readonly proxyFor?: ProxyFor | undefined;
  /** Where the direct road ends: every address and port 7443 where left out; port 0 takes any that is free. */
  readonly listen?: Partial<ListenOptions> | undefined;
  /** Jobs at once; by memory, cores and graphics card where left out. */
  readonly slots?: number | undefined;
  /** Jobs that may wait; 64 where left out. */
  readonly mostWaiting?: number | undefined;
  /** So much of the disk stays free. */
  readonly keepFreeBytes?: number | undefined;
  readonly logger?: pino.Logger | undefined;
  readonly clock?: TellsTime | undefined;
  /** 0 to 1, for the jitter of the relay. */
  readonly random?: (() => number) | undefined;
  readonly machine?: Machine | undefined;
  /** What it can do just now beside running scripts; cutouts, always, where left out. */
  readonly operations?: (() => Promise<AgentHealth['operations']>) | undefined;
  /** Looks at each part of the agent; without it there are no diagnostics. */
  readonly diagnose?: (() => Promise<AgentDiagnostics>) | undefined;
  /** Installs a release; without it the agent cannot be updated from afar. */
  readonly update?: ((release: string) => Promise<void>) | undefined;
  /** How often a silent stream of events says that it lives. */
  readonly heartbeatMs?: number | undefined;
}

/** What a runner may use of its agent. */
export interface RunnerParts {
  readonly scripts: ScriptStore;
  readonly places: Places;
  readonly logger: pino.Logger;
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
  /** How the line to the platform is; null where it does not dial. */
  line(): LineStatus | null;
  /** Removes what nobody needs any more. It does so by itself every hour. */
  sweep(): Promise<TidyReport>;
  /** Takes no new work and ends what runs; the next agent begins that again. */
  close(): Promise<void>;
}

export const usualPort = 7443;
const usualWaiting = 64;
/** So many of the last jobs say how fast this host is. */
const measuredJobs = 50;
const usualHeartbeatMs = 10_000;
/** A lease lasts a minute: a second more or less does not matter. */
const leaseTickMs = 1000;
const sweepEveryMs = 60 * 60 * 1000;
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
  const closing = createClosing();
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function start(options: AgentOptions, closing: Closing): Promise<Agent> {
  const { dataDir, clock = Date, logger = pino({ level: 'silent' }), keepFreeBytes = usualFreeBytes, proxyFor } = options;
  const places = placesIn(dataDir);
  const identity = createIdentityHolder(dataDir, await readIdentity(dataDir));
  const { hostId } = identity.current().config;
  await makePlaces(places);
  const machine = options.machine ?? (await lookAtMachine());
  const now = () => clock.now();

  const journal = openJournal(places.journal);
  closing.add(() => journal[Symbol.dispose]());
  const locks = createFileLocks();
  const store = createFileStore({ folder: places.files, records: journal.files, locks, now });
  const receiver = createReceiver({
    ...{ store, records: journal.files, locks, now, maxBytes: largestFileBytes },
    checkSpace: createSpace({ folder: places.files, keepFreeBytes, makeRoom: (bytes) => sweep(bytes) }),
  });
  const platformKeys = () => identity.current().config.platformKeys;
  const scripts = await openScriptStore({
    ...{ folder: places.scripts, hostId, platformKeys, agentVersion },
    file: async (sha256) => (store.whole(sha256) === undefined ? undefined : readFile(store.pathOf(sha256))),
    onAltered: (script) => logger.error({ script }, 'a script was altered and put away'),
  });
  const runner = await options.runner({ scripts, places, logger });
  closing.add(() => runner.close());
  const worker = createWorker({
    ...{ journal, store, runner, runsFolder: places.runs, now, logger },
    // A clock that a test sets tells both; the real one may be set right, and leases are not to end by that.
    uptime: options.clock === undefined ? () => performance.now() : now,
    slots: options.slots ?? slotsOf(machine),
    mostWaiting: options.mostWaiting ?? usualWaiting,
  });
  await worker.recover();
  closing.add(() => worker.close());
  const tidier = createTidier({
    ...{ journal, store, locks, keepFreeBytes, now },
    ...{ filesFolder: places.files, runsFolder: places.runs },
  });
  async function sweep(roomForBytes?: number): Promise<TidyReport> {
    const report = await tidier.sweep(roomForBytes);
    const { jobs, collected, files, strays, freedBytes } = report;
    if (jobs.length + collected.length + files.length + strays.length > 0) {
      logger.info({ jobs, collected, files, strays, freedBytes }, 'tidied up');
    }
    return report;
  }
  const health = createHealth({
    ...{ hostId, version: agentVersion, dataDir, machine, now },
    operations: options.operations ?? (async () => ['removeBackground']),
    manifest: () => scripts.manifest()?.number ?? 0,
    load: () => ({ ...worker.load(), measured: measure(journal.jobs.durations(measuredJobs)) }),
  });
  const { diagnose = missing('diagnostics'), update = missing('updates from afar') } = options;
  const routes = [
    ...agentRoutes({ health, worker, scripts, identity, diagnose, update }),
    ...fileRoutes({ store, receiver }),
    ...jobRoutes({ worker, journal, tidier, heartbeatMs: options.heartbeatMs ?? usualHeartbeatMs }),
  ];
  const callers = createCallers({ identity: identity.current, clock });
  const listener = createListener({ routes, authenticate: callers.platform, logger });
  const local = await serveLocally(createListener({ routes, authenticate: callers.platformOrSelf, logger }));
  closing.add(() => local.close());
  const listen = { port: usualPort, ...options.listen };
  const direct = await serveDirect(listener, { listen, key: identity.current().key, platformKeys });
  closing.add(() => direct.close());
  identity.onKey((key) => direct.useKey(key));
  closing.add(() => receiver.stop());

  const { dials = true, random = Math.random } = options;
  const line = dials ? keepLine({ identity, listener, clock, logger, random, proxyFor }) : null;
  if (line !== null) closing.add(() => line.close());
  const rotation = dials ? keepKeyYoung({ dataDir, identity, clock, logger, proxyFor }) : null;
  if (rotation !== null) closing.add(() => rotation.close());
  closing.add(
    await tellRunning(dataDir, {
      pid: process.pid,
      localPort: local.port,
      version: agentVersion,
      startedAt: new Date(now()).toISOString(),
    }),
  );
  const beats = [
    every(leaseTickMs, () => worker.tick()),
    every(sweepEveryMs, () => void sweep().catch((error: unknown) => logger.error({ err: error }, 'tidying up failed'))),
  ];
  closing.add(() => beats.forEach(clearInterval));
  const { close } = closing;
  return {
    hostId,
    port: direct.port,
    address: `https://127.0.0.1:${direct.port}`,
    localPort: local.port,
    listener,
    line: () => line?.status() ?? null,
    sweep: () => sweep(),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function every(ms: number, work: () => void): NodeJS.Timeout {
  return setInterval(work, ms);
}

/** The middle one of an odd number, and of an even one the lower middle. */
function measure(durations: readonly number[]): { readonly jobs: number; readonly medianMs: number | null } {
  const sorted = durations.toSorted((one, other) => one - other);
  return { jobs: sorted.length, medianMs: sorted[(sorted.length - 1) >> 1] ?? null };
}

function missing(what: string): () => Promise<never> {
  return async () => {
    throw new ForecourtError('OPERATION_UNSUPPORTED', `This agent has no ${what}.`, { hint: 'Start it by `forecourt-agent run`.' });
  };
}

async function makePlaces({ files, scripts, runs, releases }: Places): Promise<void> {
  for (const folder of [files, scripts, runs, releases]) {
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw writeError(error, folder);
    });
  }
}
