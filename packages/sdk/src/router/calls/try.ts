import { abortError, ForecourtError } from '@forecourt/errors';
import type { CallContext } from '../../providers/index.ts';
import type { Candidate } from '../choice/candidate.ts';
import type { Attempt, LedgerEntry, Microdollars } from '../parts.ts';
import { keep, type Permit } from './admit.ts';
import { costOfFailure, costOfResult } from './cost.ts';
import type { CallParts } from './parts.ts';
import type { Made, Task } from './task.ts';
import { type Verdict, verdictOf, waitOf } from './verdict.ts';

/** The router's own time limit of a call or a try ran out: unlike a caller's, it speaks against the provider. */
export class TimeLimit extends DOMException {
  constructor() {
    super('The time allowed for this call ran out.', 'TimeoutError');
  }
}

/** How one try ended, after everything about it is in the books. */
export type Ended<Result> =
  | { readonly attempt: Attempt; readonly result: Result; readonly error?: undefined }
  | { readonly attempt: Attempt; readonly error: ForecourtError; readonly verdict: Verdict; readonly result?: undefined };

/** A try under way. */
export interface Try<Result> {
  readonly candidate: Candidate;
  readonly startedAt: number;
  /** Never rejects. */
  readonly ended: Promise<Ended<Result>>;
  /** Ends it: the provider is told at once, and waited for no longer than the grace. */
  cancel(reason: unknown): void;
}

export interface TryContext {
  readonly context: CallContext;
  readonly isHedge: boolean;
  /** Ends the try where others could still do it in time; Infinity for none. */
  readonly limitMs: number;
  readonly book: Pick<LedgerEntry, 'operation' | 'scope' | 'correlationId' | 'labels'>;
}

/** Errors after which the work may still go on at the provider that had accepted it. */
const lostSight: readonly string[] = ['PROVIDER_UNAVAILABLE', 'PROVIDER_RATE_LIMITED'];

/** What we ended ourselves, for whatever reason: what it cost nobody knows, unless the provider says. */
const cutOff: Verdict = { next: 'go on', blame: true, isFree: false };

/** Makes one try. */
export function begin<Result extends Made>(
  task: Task<Result>,
  candidate: Candidate,
  permit: Permit,
  { context, isHedge, limitMs, book }: TryContext,
  parts: CallParts,
): Try<Result> {
  const { provider, offer, estimate, history, target } = candidate;
  const { clock } = parts;
  const startedAt = clock.now();
  const controller = new AbortController();
  const { signal } = controller;
  const left = Promise.withResolvers<never>();
  let endGrace: (() => void) | undefined;
  let acceptedId: string | undefined;

  const cancel = (reason: unknown): void => {
    if (signal.aborted) return;
    controller.abort(reason);
    endGrace = clock.after(parts.graceMs, () => left.reject(abortError(signal)));
  };
  const endLimit = Number.isFinite(limitMs) ? clock.after(limitMs, () => cancel(new TimeLimit())) : undefined;

  const callContext: CallContext = {
    ...context,
    signal,
    onAccepted(accepted) {
      acceptedId = accepted.providerJobId;
      context.onAccepted?.({ providerJobId: `${provider.name}:${acceptedId}` });
    },
  };

  async function work(): Promise<Result> {
    try {
      return await orLeft(task.perform(provider, offer.model, callContext));
    } catch (thrown) {
      const error = ForecourtError.from(thrown);
      // It was accepted and will be paid: asking for it once more costs nothing, another provider would be paid as well.
      const again =
        acceptedId !== undefined && !signal.aborted && lostSight.includes(error.code)
          ? task.resume(provider, offer.model, acceptedId, callContext)
          : undefined;
      if (!again) throw error;
      return await orLeft(again);
    }
  }

  function orLeft(working: Promise<Result> | undefined): Promise<Result> {
    if (!working) throw new ForecourtError('OPERATION_UNSUPPORTED', `${provider.name} has no ${task.request.operation}.`);
    return new Promise((resolve, reject) => {
      working.then(resolve, reject);
      left.promise.catch(reject);
    });
  }

  async function finish(): Promise<Ended<Result>> {
    let result: Result | undefined;
    let error: ForecourtError | undefined;
    try {
      result = await work();
      task.check(result);
    } catch (thrown) {
      error = ForecourtError.from(thrown);
    }
    endLimit?.();
    endGrace?.();
    const now = clock.now();
    const durationMs = Math.max(0, now - startedAt);

    if (error === undefined && result !== undefined) {
      const cost = costOfResult(result.costUsd, estimate);
      history.tookMs(durationMs, now);
      const score = task.score(result);
      if (score !== undefined) history.scored(score, now);
      const attempt = attemptOf('done', undefined, durationMs, cost);
      await bookAll(attempt, { kind: 'success' }, cost);
      return { attempt, result };
    }

    const failure = error ?? new ForecourtError('PROVIDER_ANSWER_INVALID', `${provider.name} gave nothing.`);
    const isOurDoing = signal.aborted;
    const isLate = isOurDoing && signal.reason instanceof TimeLimit;
    const told = isOurDoing ? abortError(signal) : failure;
    const verdict = isOurDoing ? cutOff : verdictOf(failure, parts.refusedGoesOn);
    const cost = costOfFailure(failure, verdict, estimate);
    if (isOurDoing) history.tookLongerThanMs(durationMs, now);
    const attempt = attemptOf(isOurDoing && !isLate ? 'cancelled' : 'failed', told, durationMs, cost);
    const waitMs = isOurDoing ? undefined : waitOf(told);
    if (waitMs !== undefined) await keep(() => parts.limits.hold(target, now + waitMs), parts);
    // Who says how long to wait is well, and is asked again then.
    const isBlamed = verdict.blame && waitMs === undefined && (!isOurDoing || isLate);
    await bookAll(attempt, isBlamed ? { kind: 'failure', code: told.code } : { kind: 'neither' }, cost);
    return { attempt, error: told, verdict };
  }

  function attemptOf(outcome: 'done' | 'failed' | 'cancelled', error: ForecourtError | undefined, durationMs: number, cost: Microdollars) {
    return {
      provider: provider.name,
      model: offer.model,
      outcome,
      isHedge,
      code: error?.code ?? null,
      reason: error?.message ?? null,
      startedAt,
      durationMs,
      estimated: estimate.most,
      cost,
    };
  }

  async function bookAll(
    attempt: ReturnType<typeof attemptOf>,
    report: Parameters<Permit['admission']['report']>[0],
    cost: Microdollars,
  ): Promise<void> {
    const { reservation, slot, admission } = permit;
    const { ledger } = parts;
    // Only what is not done at once is waited for: a promise for nothing costs more than the rest.
    const released = keep(() => slot.release(), parts);
    if (released !== undefined) await released;
    const reported = keep(() => admission.report(report), parts);
    if (reported !== undefined) await reported;
    // The ledger before the money: who is cut off between the two leaves it reserved, and nothing spent that is not written down.
    const written = ledger && keep(() => ledger.write({ ...attempt, ...book }), parts);
    if (written !== undefined) await written;
    const settled = reservation && keep(() => (cost === 0 ? reservation.release() : reservation.settle(cost)), parts);
    if (settled !== undefined) await settled;
  }

  return { candidate, startedAt, ended: finish(), cancel };
}
