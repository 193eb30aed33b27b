import { ForecourtError } from '@forecourt/errors';
import type { Redis } from 'ioredis';
import type { Logger } from '../settings/logger.ts';

/** Redis is near or it is not there: nobody waits longer than this to be told. */
const connectTimeoutMs = 3000;
/** After an outage the connection is tried again so often at most. */
const longestRetryMs = 1000;
/** BullMQ's recommendation; below it its blocking commands are imprecise. */
const oldestVersion = [6, 2] as const;

export type RedisModule = typeof Redis;

export interface RedisConnections extends Disposable {
  readonly commands: Redis;
  /** One more, for a worker. */
  readonly open: () => Redis;
  readonly close: () => void;
}

/**
 * Connects to Redis, and says so within seconds if that cannot be. Later outages are survived: connections come back by themselves, and commands wait for that.
 *
 * @throws DEPENDENCY_MISSING, QUEUE_UNAVAILABLE, UNKNOWN_SETTING
 */
export async function connectRedis(url: string, logger: Pick<Logger, 'info' | 'warn'>): Promise<RedisConnections> {
  const place = describePlace(url);
  const RedisClient = await loadRedis();
  const opened: Redis[] = [];
  const starting = new AbortController();
  let lastError: unknown;
  const options = {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    // BullMQ wants it so; who must not wait has a limit of its own.
    maxRetriesPerRequest: null,
    retryStrategy: (times: number): number | null => (starting.signal.aborted ? Math.min(times * 100, longestRetryMs) : null),
  };
  const open = () => {
    const redis = new RedisClient(url, options);
    let isAway = false;
    redis.on('error', (error: unknown) => {
      lastError = error;
      // One line for an outage, not one for each try.
      if (!isAway) logger.warn({ err: error }, `Redis at ${place} does not answer`);
      isAway = true;
    });
    redis.on('ready', () => {
      if (isAway) logger.info(`Redis at ${place} answers again`);
      isAway = false;
    });
    opened.push(redis);
    return redis;
  };
  const close = () => {
    for (const redis of opened) redis.disconnect();
  };

  const commands = open();
  try {
    await commands.connect();
    checkServer(await commands.info(), place, logger);
  } catch (error) {
    close();
    if (ForecourtError.is(error)) throw error;
    // The call rejects with ioredis's word for giving up; what was wrong came as an event before.
    throw new ForecourtError('QUEUE_UNAVAILABLE', `Redis at ${place} does not answer: ${reasonOf(lastError ?? error)}.`, {
      cause: lastError ?? error,
    });
  }
  starting.abort();
  return { commands, open, close, [Symbol.dispose]: close };
}

/** An optional peer: whoever has no Redis needs no client for it. */
async function loadRedis(): Promise<RedisModule> {
  try {
    return (await import('ioredis')).Redis;
  } catch (cause) {
    throw dependencyMissing('ioredis', cause);
  }
}

export function dependencyMissing(name: string, cause: unknown): ForecourtError {
  return new ForecourtError('DEPENDENCY_MISSING', `Jobs on Redis need the packages bullmq and ioredis, and ${name} is not installed.`, {
    hint: 'Run: npm install bullmq ioredis',
    details: { package: name },
    cause,
  });
}

/** Host and port for people and logs: the address may hold a password. */
function describePlace(address: string): string {
  const url = URL.parse(address);
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol)) {
    throw new ForecourtError('UNKNOWN_SETTING', 'REDIS_URL is no address of a Redis server.', {
      hint: 'Write it as redis://user:password@host:6379/0, with rediss: for TLS.',
    });
  }
  return `${url.hostname}:${url.port || '6379'}`;
}

/** What Redis says of itself. BullMQ would print its opinion to the console; here it goes to the log. */
function checkServer(info: string, place: string, logger: Pick<Logger, 'warn'>): void {
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const [major = 0, minor = 0] = (field('redis_version') ?? '').split('.').map(Number);
  const [leastMajor, leastMinor] = oldestVersion;
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    throw new ForecourtError('QUEUE_UNAVAILABLE', `Redis at ${place} is of version ${major}.${minor}.`, {
      hint: `Use Redis ${leastMajor}.${leastMinor} or newer.`,
    });
  }
  const policy = field('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    logger.warn(`Redis at ${place} may throw messages away when its memory is full (maxmemory-policy ${policy}); set it to noeviction`);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.message;
}
