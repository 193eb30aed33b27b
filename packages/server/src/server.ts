import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { signDocument } from '@forecourt/sdk/remote';
import type { HttpBindings } from '@hono/node-server';
import { keepAuditLog } from './audit/index.ts';
import { handOutCopies, requireFinishedRestore } from './backup/index.ts';
import { forgetSilentSyncFolders, openDatabase, removeEventsBefore, tidyDatabase } from './database/index.ts';
import { readCutoutMakers } from './database/providers.ts';
import { openDeliveries } from './deliveries/index.ts';
import { createDiagnostics, runningSite } from './diagnostics/index.ts';
import { createExecutions, recorded } from './executions/index.ts';
import { startGenerations } from './generation/index.ts';
import { createHosts } from './hosts/index.ts';
import { createApp } from './http/app.ts';
import { createIdempotency } from './http/idempotency.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { askReadiness, type Readiness } from './http/readiness.ts';
import { createUpgrade } from './http/upgrade.ts';
import { createServerIdentity, type Identity, siteUrls } from './identity/index.ts';
import { createImports } from './imports/index.ts';
import {
  announceWork,
  cleanTask,
  createEmbeddedQueue,
  createRedisQueue,
  lookAfterProvidersTask,
  progressChannel,
  startScheduler,
  startWorker,
} from './jobs/index.ts';
import type { LogRing } from './logging/index.ts';
import { startMonitoring, wordsOfError } from './monitoring/index.ts';
import { startNotifier } from './notifications/index.ts';
import type { ParsedOptions } from './options.ts';
import { createOutbound } from './outbound/index.ts';
import { createProviders } from './providers/index.ts';
import { createHub } from './realtime/hub.ts';
import { connectRedis } from './redis/connection.ts';
import { restingProvider } from './resting-provider.ts';
import { createScripts, packagedScripts, readByParser } from './scripts/index.ts';
import { derivedSecret, openSecrets } from './secrets/index.ts';
import type { Logger } from './settings/logger.ts';
import type { ServerSettings } from './settings/settings.ts';
import { version } from './settings/version.ts';
import { answerRequests, createFileLinks, createStorageDesk, openStorage } from './storage/index.ts';
import { createTelemetry, jobObserver, observedDatabase, observedProvider, observedStorage } from './telemetry/index.ts';
import { createUploads, placePhoto } from './uploads/index.ts';
import { createWebhooks } from './webhooks/index.ts';

export interface StartOptions {
  readonly options: ParsedOptions;
  readonly settings: ServerSettings;
  readonly dataDir: string;
  readonly logger: Logger;
  /** The last lines of the log. */
  readonly logRing: LogRing;
  /** Whether the end has begun: then nothing new is taken. */
  isStopping(): boolean;
}

/** Everything open and at work. */
export interface RunningServer {
  fetch(request: Request, bindings: Partial<HttpBindings>): Promise<Response>;
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
  setup(): Promise<{ readonly needed: boolean; readonly code: string | null; readonly path: string | null }>;
  check(): Promise<Readiness>;
  /** @returns whether everything ended in time */
  close(options: { readonly graceMs: number }): Promise<boolean>;
}

/** Jobs in hand that hosts and services work on: this machine only sends and fetches their files. */
const placesForOthers = 14;

/** As the contract says of events. */
const eventsKeptMs = 7 * 24 * 60 * 60 * 1000;

function localProvider(logger: Logger) {
  const onError = (error: unknown) => logger.warn({ err: error }, 'the local engine did not end as it should');
  return restingProvider({ make: () => createLocalProvider({ givesWay: true }), onError });
}

/** Opens each part in the order in which they need each other; what was opened is closed again if a later one fails. */
export async function startServer({ options, settings, dataDir, logger, logRing, isStopping }: StartOptions): Promise<RunningServer> {
  requireFinishedRestore(dataDir);
  await using opened = new AsyncDisposableStack();
  const telemetry = opened.use(await createTelemetry({ traces: settings.traces, version: version(), logger }));
  const { metrics } = telemetry;
  const databaseUrl = options.databaseUrl ?? settings.databaseUrl;
  const database = observedDatabase(opened.use(await openDatabase({ dataDir, url: databaseUrl })), metrics);
  const { ring, secrets } = opened.use(await openSecrets({ database, dataDir, keys: settings.secretKeys, logger }));
  const audit = opened.use(keepAuditLog({ database, ring, dataDir, logger }));
  if (database.pglite) opened.use(await handOutCopies(database.pglite, { dataDir, logger }));
  const files = opened.use(await openStorage({ database, dataDir, settings: settings.storage, logger }));
  const storage = observedStorage(files.storage, metrics);
  const redisUrl = options.redisUrl ?? settings.redisUrl;
  // For what is small and quick; the queue, whose commands block, has connections of its own.
  const redis = redisUrl === undefined ? undefined : opened.use(await connectRedis(redisUrl, logger)).commands;
  const openQueue = (name?: string) =>
    redisUrl === undefined ? createEmbeddedQueue({ database, logger, name }) : createRedisQueue({ url: redisUrl, logger, name });
  const queue = opened.use(await openQueue());
  const jobs = { database, queue, logger };
  const imports = opened.use(createImports({ jobs }));
  const identity = announcing(
    createServerIdentity({ database, options, settings, redis, secrets, secret: derivedSecret({ database, ring }, 'seal sign-in') }),
    () => announceWork(jobs),
  );
  opened.defer(() => identity.close());
  const owner = options.owner ?? settings.owner;
  if (owner && (await identity.firstRun?.fromSettings(owner)))
    logger.info({ email: owner.email }, 'the owner was created from the settings');
  const uploads = await createUploads({
    database,
    storage,
    queue,
    dataDir,
    limits: options.uploads,
    onLockWait: (seconds) => metrics.observe('uploadLockWait', {}, seconds),
  });
  opened.defer(() => uploads.close());
  files.cleaning.sweepUploads = () => uploads.sweep();
  if (database.pglite) opened.use(await answerRequests(createStorageDesk({ database, files }), { dataDir, logger }));
  const monitoring = opened.use(startMonitoring({ database, logger, dataDir, passingChannel: progressChannel }));
  opened.use(await startNotifier({ database, logger, publicUrl: settings.publicUrl }));
  uploads.recover().catch((error: unknown) => {
    logger.error({ err: error }, 'finished uploads could not be taken up; the next request for each does');
    monitoring.record({ dealershipId: null, where: 'start', operation: 'uploads', ...wordsOfError(error) });
  });
  const hub = opened.use(await createHub({ database, progressChannel }));

  const wanted = options.worker ?? settings.isWorkerWanted;
  // Without a worker it only tells what it could do: it loads nothing before its first call.
  const made = options.provider ?? opened.use(localProvider(logger));
  const provider = observedProvider(made, metrics);
  const outbound = opened.use(createOutbound({ allow: settings.outboundAllow, resolve: options.resolveHost }));
  const hosts = opened.use(
    await createHosts({
      ...{ database, secrets, outbound, redis, logger, ring },
      internalAddress: settings.internalAddress,
      passingChannel: progressChannel,
    }),
  );
  const scripts = opened.use(
    await createScripts({
      database,
      hosts,
      logger,
      sign: async (id, manifest) => signDocument(await hosts.signingKey(id), manifest),
      builtIn: packagedScripts,
      readScript: readByParser,
    }),
  );
  hosts.onSeen(scripts.publisher.seen);
  const runs = { folder: join(dataDir, 'from-hosts'), keptDays: settings.runsKeptDays, passingChannel: progressChannel };
  const executions = opened.use(await createExecutions({ database, storage, hosts, logger, publisher: scripts.publisher, ...runs }));
  const providers = opened.use(
    await createProviders({
      ...{ database, secrets, outbound, metrics, redis, logger, engine: provider, catalogueFile: settings.providerCatalogue },
      hostsOf: async (dealershipId) => {
        const parts = { database, logger, dealershipId, passingChannel: progressChannel };
        return (await hosts.agents(dealershipId)).map((host) => recorded(host, parts));
      },
      onTrouble: ({ dealershipId, error }) =>
        monitoring.record({ dealershipId, where: 'provider', operation: 'books', ...wordsOfError(error) }),
    }),
  );
  hosts.onSeen(providers.welcomeHost);
  hosts.onTurn((dealershipId) => {
    providers
      .noteHosts(dealershipId)
      .catch((err: unknown) => logger.warn({ err, dealershipId }, 'how the hosts of a provider are could not be kept'));
  });
  const worker =
    wanted === false
      ? null
      : opened.use(
          await startWorker({
            ...jobs,
            storage,
            provider,
            providerOf: providers.routers.cutoutsOf,
            isEngineWanted: async () => (await readCutoutMakers(database.orm)).engine,
            more: async () => ((await readCutoutMakers(database.orm)).others ? placesForOthers : 0),
            watcher: monitoring.jobs,
            getReady: 'when work comes',
            observer: jobObserver(metrics),
            ...(typeof wanted === 'number' && { concurrency: wanted }),
          }),
        );

  const calls = opened.use(
    await startGenerations({
      ...{ photoJobs: jobs, openQueue, storage, placePhoto, routerFor: providers.routers.of, statesOf: providers.statesOf },
      worker: wanted === false ? null : { watcher: monitoring.jobs, observer: jobObserver(metrics) },
    }),
  );

  const idempotency = createIdempotency(database);
  const rateLimits = createRateLimits({ perMinute: options.rateLimit ?? settings.requestsPerMinute, redis });
  const webhooks = createWebhooks({ database, secrets, outbound });
  const deliveries = opened.use(
    await openDeliveries({
      ...{ database, outbound, secrets, logger },
      mail: settings.mail,
      onFailed: ({ kind, ...failure }) => monitoring.record({ ...failure, where: 'delivery', operation: kind }),
    }),
  );
  const clean = async () => {
    const old = new Date(Date.now() - eventsKeptMs);
    await Promise.all([idempotency.forget(), identity.forget(), removeEventsBefore(database.orm, old), files.cleaning.hourly()]);
    await Promise.all([
      deliveries.forget(),
      webhooks.forget(),
      hosts.forget(),
      executions.forget(),
      monitoring.forget(),
      forgetSilentSyncFolders(database.orm),
    ]);
    await tidyDatabase(database);
  };
  const schedules = opened.use(
    await startScheduler({ database, logger, tasks: [cleanTask(clean), lookAfterProvidersTask(providers.lookAfter)] }),
  );

  const check = () =>
    askReadiness({
      database: (signal) => database.check(signal),
      jobs: () => queue.check(),
      files: () => storage.check(),
      mail: deliveries.mail ? (signal) => deliveries.mail?.check(signal) ?? Promise.resolve() : undefined,
      async worker(signal) {
        const health = worker ? await provider.health({ signal }) : undefined;
        if (health?.state === 'unavailable') throw new ForecourtError('MODEL_NOT_INSTALLED', health.message, { hint: health.hint });
      },
    });

  const environment = options.environment;
  const places = { environment, settings, dataDir, databaseUrl, redisUrl };
  const site = runningSite({ ...places, database, storage, provider: worker && provider });
  const diagnostics = createDiagnostics({ site, ring: logRing, metrics: async () => (await metrics.read()).text });
  telemetry.sample({
    database,
    dataDir,
    queue: queue.kind,
    storage: files.placements.known().write,
    parts: async () => worksOf(await check()),
  });

  const ending = new AbortController();
  const parts = {
    database,
    storage,
    files,
    links: createFileLinks({ storage, ring }),
    identity,
    audit,
    secrets,
    jobs,
    hosts,
    scripts,
    executions,
    generations: calls.generations,
    schedules,
    imports,
    diagnostics,
    webhooks,
    providers,
    metrics,
    metricsToken: settings.metricsToken,
    uploads,
    idempotency,
    rateLimits,
    recordFailure: monitoring.record,
    outbound,
    provider: wanted === false && !options.provider ? null : provider,
    hub,
    logger,
    basePath: options.basePath,
    siteUrlOf: siteUrls(settings.publicUrl, options.basePath),
    isProxyTrusted: options.trustProxy ?? settings.isProxyTrusted,
    areAnswersChecked: options.checkAnswers ?? options.environment.NODE_ENV !== 'production',
    afterSetUp: options.afterSetUp,
    clock: options.streamClock,
    ending: ending.signal,
    readiness: check,
    isStopping,
  };
  const app = createApp(parts);
  const upgrade = createUpgrade(parts);
  const underWay = new Set<Promise<Response>>();
  let code: string | null = null;
  const rest = opened.move();

  async function stop(graceMs: number): Promise<void> {
    const until = performance.now() + graceMs;
    ending.abort();
    uploads.stopReceiving();
    await Promise.allSettled(underWay);
    // A part of the time is for closing what is below.
    const calm = { graceMs: Math.max(until - performance.now() - graceMs / 4, 0) };
    await Promise.all([worker?.stop(calm), calls.stop(calm), deliveries.stop(calm)]);
    await rest.disposeAsync();
  }

  return {
    async fetch(request, bindings) {
      const answer = Promise.resolve(app.fetch(request, bindings));
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },
    upgrade,
    async setup() {
      const needed = (await identity.firstRun?.isNeeded()) ?? false;
      if (!needed || !identity.firstRun) return { needed: false, code: null, path: null };
      code ??= await identity.firstRun.makeCode();
      return { needed, code, path: `/welcome?code=${code}` };
    },
    check,
    async close({ graceMs }) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(() => resolve(false), graceMs);
      });
      try {
        return await Promise.race([stop(graceMs).then(() => true), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function worksOf({ parts }: Readiness): Record<string, boolean> {
  return Object.fromEntries(Object.entries(parts).flatMap(([name, part]) => (part ? [[name, part.isReady]] : [])));
}

/** Whoever comes may have photos: workers load their model while he finds them, and leave the memory free while nobody is there. */
function announcing(identity: Identity, announce: () => void): Identity {
  return {
    ...identity,
    async identify(request) {
      const caller = await identity.identify(request);
      if (caller) announce();
      return caller;
    },
  };
}
