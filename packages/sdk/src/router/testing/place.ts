import { Redis } from 'ioredis';
import { type RunningRedis, startRedis } from '../../../../testing/src/index.ts';

/** A Redis of its own and connections to it, as several processes would have them. */
export interface RedisPlace extends AsyncDisposable {
  readonly server: RunningRedis;
  connect(): Redis;
}

export async function openRedisPlace(): Promise<RedisPlace> {
  const server = await startRedis();
  const opened: Redis[] = [];
  return {
    server,
    connect() {
      const redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
      // Outages are made on purpose here, and the parts say them.
      redis.on('error', () => undefined);
      opened.push(redis);
      return redis;
    },
    async [Symbol.asyncDispose]() {
      for (const redis of opened) redis.disconnect();
      await server[Symbol.asyncDispose]();
    },
  };
}
