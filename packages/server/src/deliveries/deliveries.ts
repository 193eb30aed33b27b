import { ForecourtError } from '@forecourt/errors';
import type { DeliveryTry, Problem } from '@forecourt/sdk/contract';
import { deliveriesChannel } from '../database/deliveries.ts';
import {
  type FailedOutcome,
  type FinishOptions,
  finishFailed,
  forgetDeliveries,
  releaseDelivery,
  type TakenDelivery,
  takeDeliveries,
  takeDeliveriesBack,
} from '../database/delivery-leases.ts';
import { eventsChannel } from '../database/events.ts';
import type { Database } from '../database/open.ts';
import { addEventDeliveries, findBehind } from '../database/webhook-events.ts';
import { toProblem } from '../problems/problem.ts';
import { createBell } from '../realtime/bell.ts';
import type { Logger } from '../settings/logger.ts';
import { createAcceptedWriter, type WriteAccepted } from './accepted.ts';
import { nextTryInMs } from './retries.ts';
import { leaseMs, type Send, type Sent } from './send.ts';

export interface DeliveriesOptions {
  readonly database: Database;
  readonly sendWebhook: Send;
  readonly sendEmail: Send;
  readonly logger: Pick<Logger, 'debug' | 'info' | 'warn'>;
  /** In the transaction in which a webhook is disabled: for who has to know. */
  readonly onDisabled: FinishOptions['onDisabled'];
  /** After a message was given up, but for a receiver that is gone: that is what {@link onDisabled} tells. */
  readonly onFailed?: ((delivery: TakenDelivery, error: ForecourtError) => void) | undefined;
  /** Messages on their way at once, from this process. */
  readonly concurrency?: number | undefined;
  /** Messages on their way to one webhook at once, from all processes. */
  readonly perWebhook?: number | undefined;
  /** How often it is looked for what is due, besides being told. */
  readonly sweepEveryMs?: number | undefined;
  readonly random?: (() => number) | undefined;
}

export interface Deliveries extends AsyncDisposable {
  /** Forgets what was sent a while ago. */
  forget(): Promise<void>;
  /**
   * Takes no more messages and waits for those on their way. What is not answered after `graceMs` is broken off and sent again by
   * whoever is next. Twice is fine.
   */
  stop(options?: { readonly graceMs?: number | undefined }): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1000;
const bodyKeptMs = 7 * dayMs;
const rowKeptMs = 30 * dayMs;
const disableAfterMs = 3 * dayMs;

/** Databases in which this process has looked for what a former one left. */
const opened = new WeakSet<Database>();

/**
 * Sends messages until it is stopped: adds what webhooks want to know of the events, takes what is due, tries again what failed. Any
 * number of processes may do so on one database; each message is one's at a time, and gets to its receiver at least once.
 */
export async function startDeliveries(options: DeliveriesOptions): Promise<Deliveries> {
  const { database, logger, concurrency = 16, perWebhook = 4, sweepEveryMs = 5_000 } = options;
  const ending = new AbortController();
  const breaking = new AbortController();
  const bell = createBell();
  const writeAccepted = createAcceptedWriter(database);
  const onTheirWay = new Set<Promise<void>>();
  const changed = new Set<string>();
  let isSweepDue = true;
  let isTakingDue = true;
  const wake = () => {
    isTakingDue = true;
    bell.ring();
  };
  const isFirst = database.kind === 'pglite' && !opened.has(database);
  opened.add(database);
  if (isFirst) await takeDeliveriesBack(database.orm, { all: true });

  async function lookAtEvents(): Promise<void> {
    if (isSweepDue) {
      isSweepDue = false;
      isTakingDue = true;
      if ((await takeDeliveriesBack(database.orm, { all: false })) > 0) logger.info('messages of a process that ended are sent again');
      for (const dealershipId of await findBehind(database.orm)) changed.add(dealershipId);
    }
    for (const dealershipId of [...changed]) {
      changed.delete(dealershipId);
      while (!ending.signal.aborted && (await addEventDeliveries(database, dealershipId))) isTakingDue = true;
    }
  }

  async function takeAndSend(): Promise<void> {
    while (isTakingDue && onTheirWay.size < concurrency && !ending.signal.aborted) {
      // Before it is looked: what is added meanwhile is looked for again.
      isTakingDue = false;
      const taken = await takeDeliveries(database, { limit: concurrency - onTheirWay.size, perWebhook, leaseMs });
      if (taken.length > 0) isTakingDue = true;
      for (const delivery of taken) {
        const sending = deliver(delivery, { ...options, writeAccepted }, breaking.signal)
          .catch((error: unknown) => logger.warn({ err: error, deliveryId: delivery.id }, 'what came of a message could not be written'))
          .finally(() => {
            onTheirWay.delete(sending);
            wake();
          });
        onTheirWay.add(sending);
      }
    }
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        await lookAtEvents();
        await takeAndSend();
      } catch (error) {
        logger.warn({ err: error }, 'messages could not be looked for; it is tried again shortly');
      }
      await bell.next(ending.signal);
    }
  }

  const events = await database.listen(eventsChannel, (dealershipId) => {
    if (dealershipId === '') isSweepDue = true;
    else changed.add(dealershipId);
    bell.ring();
  });
  const added = await database.listen(deliveriesChannel, wake);
  const sweeper = setInterval(() => {
    isSweepDue = true;
    bell.ring();
  }, sweepEveryMs);
  sweeper.unref();
  const running = run();

  async function stopNow(graceMs: number): Promise<void> {
    clearInterval(sweeper);
    ending.abort();
    await running;
    const late = setTimeout(() => breaking.abort(), graceMs);
    try {
      await Promise.all(onTheirWay);
    } finally {
      clearTimeout(late);
    }
    await Promise.all([events[Symbol.asyncDispose](), added[Symbol.asyncDispose]()]);
  }
  let stopping: Promise<void> | undefined;
  const stop: Deliveries['stop'] = ({ graceMs = 0 } = {}) => {
    stopping ??= stopNow(graceMs);
    return stopping;
  };
  return {
    async forget() {
      const now = Date.now();
      await forgetDeliveries(database.orm, { body: new Date(now - bodyKeptMs), row: new Date(now - rowKeptMs) });
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}

interface DeliverOptions extends DeliveriesOptions {
  readonly writeAccepted: WriteAccepted;
}

/** Sends one message and writes what came of it. */
async function deliver(delivery: TakenDelivery, options: DeliverOptions, signal: AbortSignal): Promise<void> {
  const { database, logger, onDisabled, onFailed, writeAccepted } = options;
  const { id, dealershipId, attempts } = delivery;
  const at = new Date().toISOString();
  const begun = performance.now();
  const send = delivery.webhookId === null ? options.sendEmail : options.sendWebhook;
  const sent = await send(delivery, signal).catch(
    (error: unknown): Sent => ({ status: null, answer: null, error: ForecourtError.from(error) }),
  );
  const { status, answer, error } = sent;
  if (error !== undefined && signal.aborted) return await releaseDelivery(database.orm, delivery);
  const durationMs = Math.round(performance.now() - begun);
  const made = { at, durationMs, status, answer };
  const facts = { deliveryId: id, dealershipId, attempts, durationMs, status };
  if (error === undefined) {
    const isWritten = await writeAccepted({ ...delivery, made: { ...made, problem: null } });
    logger.debug({ ...facts, isWritten }, 'a message was accepted');
    return;
  }
  const problem = toProblem(error);
  const outcome = outcomeOf(delivery, sent, { ...made, problem: { code: problem.code, message: problem.detail } }, problem, options.random);
  const isWritten = await finishFailed(database, delivery, outcome, { disableAfterMs, isGone: sent.isGone ?? false, onDisabled });
  logger.info({ ...facts, isWritten, kind: outcome.kind, problem: outcome.made.problem }, 'a message did not get there');
  if (isWritten && outcome.kind === 'failed' && !sent.isGone) onFailed?.(delivery, error);
}

function outcomeOf(
  { attempts }: TakenDelivery,
  { isFinal = false, retryAfterMs }: Sent,
  made: DeliveryTry,
  problem: Problem,
  random: () => number = Math.random,
): FailedOutcome {
  const retryInMs = isFinal ? undefined : nextTryInMs({ attempts, retryAfterMs, random });
  return retryInMs === undefined ? { kind: 'failed', made, problem } : { kind: 'again', made, problem, retryInMs };
}
