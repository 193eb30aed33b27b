import { randomUUID } from 'node:crypto';
import { abortError, ForecourtError } from '@forecourt/errors';
import { keep } from './calls/admit.ts';
import { makeCall } from './calls/call.ts';
import type { CallParts } from './calls/parts.ts';
import type { Made, Task } from './calls/task.ts';
import { TimeLimit } from './calls/try.ts';
import type { Choice } from './choice/order.ts';
import { choose } from './choice/plan.ts';
import type { Offers } from './offers.ts';
import type { LedgerEntry, ResultCache, Soon } from './parts.ts';
import { createAnswer, routed } from './results/answer.ts';
import type { Codec } from './results/codec.ts';
import { type CallContent, keyOf } from './results/key.ts';
import type { Routed, RouterContext } from './routed.ts';

/** One call, with its pictures read. */
export interface Wanted<Result extends Made> {
  readonly task: Task<Result>;
  readonly codec: Codec<Result>;
  /** What makes another call the same; undefined where a result could not be kept. */
  readonly content: Pick<CallContent, 'parameters' | 'inputs'> | undefined;
  /** Whether asking again would bring the same. */
  readonly isRepeatable: boolean;
}

export interface CallerOptions {
  readonly offers: Offers;
  readonly providerNames: readonly string[];
  readonly choice: Choice;
  readonly cache: ResultCache | undefined;
  readonly deadlineMs: number;
  readonly parts: CallParts;
}

/** Makes calls from their beginning to their end. */
export interface Caller {
  /** @param prepare reads pictures; ended by the signal that it is given */
  run<Result extends Made>(prepare: (signal: AbortSignal) => Soon<Wanted<Result>>, context: RouterContext): Promise<Routed<Result>>;
  /** Does anything else that ends like a call: by its signal, at its deadline, when the router is closed. */
  within<Value>(work: (signal: AbortSignal, deadlineAt: number) => Promise<Value>, context: RouterContext): Promise<Value>;
  /** Ends what is under way, and refuses what comes. */
  close(): Promise<void>;
}

const noLabels = {};

export function createCaller({ offers, providerNames, choice, cache, deadlineMs, parts }: CallerOptions): Caller {
  const { clock, random, ledger } = parts;
  const answer = cache && createAnswer(cache);
  const underWay = new Map<AbortController, Promise<unknown>>();
  let isClosed = false;

  async function make<Result extends Made>(
    { task, codec, content, isRepeatable }: Wanted<Result>,
    context: RouterContext,
    signal: AbortSignal,
    deadlineAt: number,
  ): Promise<Routed<Result>> {
    const { scope = 'default', providers, labels = noLabels, onAttempt } = context;
    const makeOwn = async () => {
      const soonTable = offers.read();
      const table = soonTable instanceof Promise ? await soonTable : soonTable;
      const chosen = choose(table.known, task.request, choice, { now: clock.now(), random, providers });
      const call = {
        signal,
        deadlineAt,
        key: context.idempotencyKey ?? randomUUID(),
        scope,
        labels,
        silent: table.silent.filter(({ provider }) => providers?.includes(provider.name) ?? true),
        isOffered: table.known.some(({ offer }) => offer.operation === task.request.operation),
        context,
        onAttempt,
      };
      return await makeCall(task, chosen, call, parts);
    };
    const { cache: use = isRepeatable ? 'reuse' : 'share' } = context;
    if (!answer || !content || use === 'none') return routed(await makeOwn());
    const { operation } = task.request;
    const key = keyOf({ scope, providers: providers ?? providerNames, operation, ...content });
    const startedAt = clock.now();
    const result = await answer({ use, key, codec, signal, make: makeOwn });
    if (ledger && (result.route.isCached || result.route.isShared)) {
      const correlationId = context.correlationId ?? null;
      await keep(() => ledger.write(freeEntry(result, { operation, scope, correlationId, labels }, startedAt, clock.now())), parts);
    }
    return result;
  }

  async function within<Value>(work: (signal: AbortSignal, deadlineAt: number) => Promise<Value>, context: RouterContext): Promise<Value> {
    if (isClosed) throw closedError();
    if (context.signal?.aborted) throw abortError(context.signal);
    const controller = new AbortController();
    const onAbort = () => controller.abort(context.signal?.reason);
    context.signal?.addEventListener('abort', onAbort);
    const cancelDeadline = clock.after(deadlineMs, () => controller.abort(new TimeLimit()));
    try {
      const working = work(controller.signal, clock.now() + deadlineMs);
      underWay.set(controller, working);
      return await working;
    } finally {
      cancelDeadline();
      context.signal?.removeEventListener('abort', onAbort);
      underWay.delete(controller);
    }
  }

  return {
    within,
    run: (prepare, context) =>
      within(async (signal, deadlineAt) => {
        const soonWanted = prepare(signal);
        const wanted = soonWanted instanceof Promise ? await soonWanted : soonWanted;
        return await make(wanted, context, signal, deadlineAt);
      }, context),
    async close() {
      isClosed = true;
      for (const controller of underWay.keys()) controller.abort(closedError());
      await Promise.allSettled(underWay.values());
    },
  };
}

function closedError(): ForecourtError {
  return new ForecourtError('ENGINE_CLOSED', 'This router was closed.');
}

function freeEntry(
  { provider, model, route }: Routed<Made>,
  book: Pick<LedgerEntry, 'operation' | 'scope' | 'correlationId' | 'labels'>,
  startedAt: number,
  now: number,
): LedgerEntry {
  const reason = route.isCached ? 'It was made before.' : 'It was being made for somebody else at the same time.';
  return {
    provider,
    model,
    outcome: 'cached',
    isHedge: false,
    code: null,
    reason,
    startedAt,
    durationMs: now - startedAt,
    estimated: 0,
    cost: 0,
    ...book,
  };
}
