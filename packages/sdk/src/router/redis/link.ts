import { ForecourtError } from '@forecourt/errors';
import type { Redis } from 'ioredis';
import * as z from 'zod';
import { parseOptions } from '../options.ts';
import type { Script } from './script.ts';

/** What every part that is kept in Redis is given. */
export interface RedisPartOptions {
  /** A connection of the caller's, who also closes it. It may be used for other things, but not subscribe. */
  readonly redis: Redis;
  /** Begins every key: installations with another one share nothing. */
  readonly prefix?: string | undefined;
  /** Nobody waits longer for Redis. */
  readonly patienceMs?: number | undefined;
  /** Told once when Redis does not answer, and once when it does again. */
  readonly warn?: ((message: string) => void) | undefined;
}

const linkSchema = z.strictObject({
  prefix: z.string().min(1).default('forecourt:router'),
  patienceMs: z.int().min(1).default(500),
});

/** Where a Redis that kept somebody waiting is asked again. */
const askAgainAfterMs = 1000;

export interface Link {
  /** The name of a key. What has the same `group` lies on one node of a cluster. */
  key(group: string, name: string): string;
  /**
   * Asks Redis, and never throws for what is wrong with it.
   *
   * @param onLate told of an answer that comes after all, when nobody waits for it any more
   * @returns undefined where Redis is away
   */
  run<Reply>(
    script: Script<Reply>,
    keys: readonly string[],
    args: readonly (string | number | Buffer)[],
    onLate?: (reply: Reply) => void,
  ): Promise<Reply | undefined>;
  ask<Reply>(question: (redis: Redis) => Promise<Reply>, onLate?: (reply: Reply) => void): Promise<Reply | undefined>;
}

/** Of a connection, so that parts that share one say once that it is gone. */
interface Outage {
  isAway: boolean;
  askAgainAt: number;
}
const outages = new WeakMap<Redis, Outage>();

/** @throws INVALID_INPUT */
export function createLink({ redis, warn = console.warn, ...options }: RedisPartOptions): Link {
  const { prefix, patienceMs } = parseOptions(linkSchema, options, 'a part of the router in Redis');
  const outage = outages.get(redis) ?? { isAway: false, askAgainAt: 0 };
  outages.set(redis, outage);

  function goneBy(reason: unknown): void {
    outage.askAgainAt = performance.now() + askAgainAfterMs;
    if (outage.isAway) return;
    outage.isAway = true;
    const text = reason instanceof Error ? reason.message : String(reason);
    warn(
      `Redis does not answer (${text}): meanwhile breakers, limits and results are those of this process alone, and budgets with a limit refuse.`,
    );
  }

  function isWorthAsking(): boolean {
    const { status } = redis;
    if (status === 'ready') return !outage.isAway || performance.now() >= outage.askAgainAt;
    // A connection that is being made for the first time is waited for; one that was lost is not.
    if (!outage.isAway && (status === 'wait' || status === 'connecting' || status === 'connect')) return true;
    goneBy(`the connection is ${status}`);
    outage.askAgainAt = 0;
    return false;
  }

  function isBack(): void {
    if (outage.isAway) warn('Redis answers again: the router’s state is shared.');
    outage.isAway = false;
  }

  async function listenOn<Reply>(answer: Promise<Reply>, onLate: ((reply: Reply) => void) | undefined): Promise<void> {
    try {
      const reply = await answer;
      isBack();
      onLate?.(reply);
    } catch (error) {
      goneBy(error);
    }
  }

  async function ask<Reply>(question: (redis: Redis) => Promise<Reply>, onLate?: (reply: Reply) => void): Promise<Reply | undefined> {
    if (!isWorthAsking()) return undefined;
    const late = Symbol('late');
    const patience = Promise.withResolvers<typeof late>();
    // What arrived while this process was busy is read before the immediate: that is not late.
    const timer = setTimeout(() => setImmediate(() => patience.resolve(late)), patienceMs);
    try {
      const answer = question(redis);
      const reply = await Promise.race([answer, patience.promise]);
      if (reply === late) {
        goneBy(`not within ${patienceMs} ms`);
        void listenOn(answer, onLate);
        return undefined;
      }
      isBack();
      return reply;
    } catch (error) {
      goneBy(error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    key: (group, name) => `{${prefix}:${group}}:${name}`,
    ask,
    run: ({ source, sha, reply }, keys, args, onLate) =>
      ask(async (client) => {
        const all = [...keys, ...args];
        try {
          return reply.parse(await client.evalsha(sha, keys.length, ...all));
        } catch (error) {
          if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
          return reply.parse(await client.eval(source, keys.length, ...all));
        }
      }, onLate),
  };
}

/** For what must be the same everywhere or not be done. @throws SHARED_STATE_UNAVAILABLE */
export function requireShared<Reply>(reply: Reply | undefined, consequence: string): Reply {
  if (reply !== undefined) return reply;
  throw new ForecourtError('SHARED_STATE_UNAVAILABLE', `${consequence}: Redis, which keeps it for all processes, does not answer.`);
}
