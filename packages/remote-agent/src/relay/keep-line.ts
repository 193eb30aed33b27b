import { setTimeout as pause } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import type { TellsTime } from '@forecourt/sdk/remote';
import { serveRelay } from '@forecourt/sdk/remote/relay';
import type { pino } from 'pino';
import type { IdentityHolder } from '../config/holder.ts';
import type { ProxyFor } from '../config/proxy.ts';
import type { Listener } from '../service/listener.ts';
import { backoffMs, failuresAfter } from './backoff.ts';
import { dialPlatform } from './dial.ts';

export interface LineOptions {
  readonly identity: IdentityHolder;
  /** Answers what the platform asks through the line. */
  readonly listener: Listener;
  readonly clock: TellsTime;
  readonly logger: pino.Logger;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  readonly proxyFor?: ProxyFor | undefined;
}

/** How the line to the platform is. */
export interface LineStatus {
  readonly state: 'dialling' | 'open' | 'waiting';
  readonly since: number;
  /** When it is dialled again, while it waits. */
  readonly nextTryAt: number | null;
  readonly problem: ForecourtError | null;
}

export interface Line {
  status(): LineStatus;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** Who was revoked need not ask often, and may have been a mistake that somebody mends. */
const revokedMs = 5 * 60_000;

/** Keeps a line to the platform open: dials, serves what comes through it, and dials again when it breaks, each time a little later. */
export function keepLine({ identity, listener, clock, logger, random, proxyFor }: LineOptions): Line {
  const closing = new AbortController();
  let status: LineStatus = { state: 'dialling', since: clock.now(), nextTryAt: null, problem: null };
  let failures = 0;

  const become = (state: LineStatus['state'], more: Partial<LineStatus> = {}) => {
    status = { state, since: clock.now(), nextTryAt: null, problem: null, ...more };
  };

  /** Dials and serves; resolves when the line broke, with how long it had held. */
  async function hold(): Promise<{ heldMs: number; problem: ForecourtError }> {
    become('dialling', { problem: status.problem });
    const webSocket = await dialPlatform({ identity, clock, signal: closing.signal, proxyFor });
    const relay = await serveRelay({ webSocket, listener });
    const end = () => void relay.close();
    closing.signal.addEventListener('abort', end, { once: true });
    if (closing.signal.aborted) end();
    become('open');
    logger.info({ url: identity.current().config.relayUrl }, 'the line to the platform is open');
    const openedAt = performance.now();
    const reason = await relay.closed;
    closing.signal.removeEventListener('abort', end);
    const heldMs = performance.now() - openedAt;
    return { heldMs, problem: new ForecourtError('ROAD_DOWN', `The line to the platform ended: ${reason}.`) };
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const { heldMs, problem } = await hold().catch((error: unknown) => ({ heldMs: 0, problem: ForecourtError.from(error) }));
      if (closing.signal.aborted) return;
      failures = failuresAfter(failures, heldMs);
      const waitMs = problem.code === 'HOST_REVOKED' ? revokedMs : backoffMs(failures, random());
      become('waiting', { nextTryAt: clock.now() + waitMs, problem });
      logger.warn({ code: problem.code, reason: problem.message, waitMs: Math.round(waitMs) }, 'the line to the platform is down');
      await pause(waitMs, undefined, { signal: closing.signal }).catch(() => undefined); // it was closed
    }
  }

  const done = run();
  return {
    status: () => status,
    async close() {
      closing.abort(new ForecourtError('ABORTED', 'The agent stops.'));
      await done;
    },
  };
}
