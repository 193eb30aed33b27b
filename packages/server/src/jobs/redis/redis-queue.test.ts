import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type RunningRedis, redis, startRedis } from '@forecourt/testing';
import { Redis } from 'ioredis';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { queueConformance } from '../conformance.ts';
import { silentLogger } from '../logger.ts';
import { createRedisQueue } from './redis-queue.ts';

describe.skipIf(!redis.canStart)(`jobs on Redis${redis.note}`, () => {
  let server: RunningRedis;
  beforeAll(async () => {
    server = await startRedis({ appendOnly: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const open = (name: string) => createRedisQueue({ url: server.url, name, lockMs: 1000 });

  queueConformance({
    name: 'BullMQ on Redis',
    open,
    async openMortal(name) {
      const line = await cuttableLine(server.port);
      const queue = await createRedisQueue({ url: `redis://127.0.0.1:${line.port}`, name, lockMs: 1000 });
      return { queue, die: line.cut };
    },
  });

  it('says quickly that Redis is not there, and keeps the password to itself', async () => {
    const line = await cuttableLine(server.port);
    await line.cut();
    const attempt = createRedisQueue({ url: `redis://:secret-word@127.0.0.1:${line.port}` });
    await expect(attempt).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: expect.stringMatching(new RegExp(`^Redis at 127\\.0\\.0\\.1:${line.port} does not answer`)),
    });
    await expect(attempt).rejects.not.toThrow('secret-word');
  });

  it('says that a password is wrong without showing it', async () => {
    await using own = await startRedis();
    const client = new Redis(own.url);
    await client.config('SET', 'requirepass', 'right-word');
    client.disconnect();
    const attempt = createRedisQueue({ url: `redis://:wrong-word@127.0.0.1:${own.port}` });
    await expect(attempt).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE', message: expect.stringContaining('WRONGPASS') });
    await expect(attempt).rejects.not.toThrow('wrong-word');
  });

  it.each(['http://127.0.0.1:6379', 'somewhere', ''])('does not take %j for an address', async (url) => {
    await expect(createRedisQueue({ url })).rejects.toMatchObject({ code: 'UNKNOWN_SETTING' });
  });

  it('survives an outage: tells who adds, and goes on by itself when Redis returns', async () => {
    await using own = await startRedis({ appendOnly: true });
    const warn = vi.fn<() => void>();
    const logger = { ...silentLogger, warn, info: vi.fn<() => void>(), debug: vi.fn<() => void>(), error: vi.fn<() => void>() };
    await using queue = await createRedisQueue({ url: own.url, logger });
    const seen: string[] = [];
    await queue.work({ concurrency: 1 }, async ({ jobId }) => {
      seen.push(jobId);
      return undefined;
    });
    await own.stop();
    const message = { jobId: newId(), dealershipId: newId() };
    await expect(queue.add(message)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE', retryable: true });
    await expect(queue.check()).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
    await own.restart();
    await vi.waitFor(() => queue.add(message), { timeout: 20_000 });
    await vi.waitFor(() => expect(seen).toContain(message.jobId), { timeout: 20_000 });
    expect(warn).toHaveBeenCalled();
  });
});

it.each(['bullmq', 'ioredis'])('says how to install %s where it is missing', async (name) => {
  vi.doMock(name, () => {
    throw new Error(`Cannot find package '${name}'`);
  });
  vi.resetModules();
  const { createRedisQueue: createWithout } = await import('./redis-queue.ts');
  await expect(createWithout({ url: 'redis://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'DEPENDENCY_MISSING',
    hint: 'Run: npm install bullmq ioredis',
    details: { package: name },
  });
  vi.doUnmock(name);
});

/** A line to a server that can be cut for good, as when a process dies. */
async function cuttableLine(port: number): Promise<{ port: number; cut(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      // Whoever is cut off hears of it; the line itself has nobody to tell.
      socket.on('error', () => socket.destroy());
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    async cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
