import { ForecourtError } from '@forecourt/errors';

/** What Redis says of itself, as far as it matters here. */
export interface RedisInfo {
  readonly version: string;
  /** What it does when its memory is full. */
  readonly memoryPolicy: string;
  readonly usedMemoryBytes: number;
  readonly maxMemoryBytes: number;
  readonly latencyMs: number;
}

const connectTimeoutMs = 3_000;

/** Asks Redis over a connection of its own, which ends with it. @throws QUEUE_UNAVAILABLE, DEPENDENCY_MISSING */
export async function askRedis(url: string): Promise<RedisInfo> {
  const { Redis } = await import('ioredis').catch((cause: unknown) => {
    throw new ForecourtError('DEPENDENCY_MISSING', 'REDIS_URL is set, and the package ioredis is not installed.', {
      hint: 'Run: npm install bullmq ioredis',
      cause,
    });
  });
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: connectTimeoutMs,
    commandTimeout: connectTimeoutMs,
    retryStrategy: () => null,
  });
  let reason: unknown;
  redis.on('error', (error: unknown) => {
    reason = error;
  });
  try {
    await redis.connect();
    const startedAt = performance.now();
    await redis.ping();
    const latencyMs = Math.round(performance.now() - startedAt);
    const info = await redis.info();
    const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
    return {
      version: field('redis_version'),
      memoryPolicy: field('maxmemory_policy'),
      usedMemoryBytes: Number(field('used_memory')),
      maxMemoryBytes: Number(field('maxmemory')),
      latencyMs,
    };
  } catch (error) {
    const cause = reason ?? error;
    const text = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause);
    throw new ForecourtError('QUEUE_UNAVAILABLE', `Redis at ${placeOf(url)} does not answer: ${text}.`, { cause });
  } finally {
    redis.disconnect();
  }
}

/** Host and port: the address may hold a password. */
function placeOf(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '6379'}`;
}
