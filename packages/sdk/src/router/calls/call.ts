import { abortError, ForecourtError } from '@forecourt/errors';
import { pause } from '../../clock/pause.ts';
import type { CallContext, Progress, Provider } from '../../providers/index.ts';
import type { Candidate } from '../choice/candidate.ts';
import type { Chosen, Passed } from '../choice/plan.ts';
import type { Attempt } from '../parts.ts';
import { admit, giveBack } from './admit.ts';
import { everybodyFailed, type Failed, nobodyCan, withAttempts } from './failure.ts';
import { hedgeDelayMs } from './hedge.ts';
import type { CallParts } from './parts.ts';
import type { Made, Task } from './task.ts';
import { begin, type Ended, type Try } from './try.ts';
import { waitOf } from './verdict.ts';

export interface WholeCall {
  /** Ends the call, by the caller or at its deadline. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly deadlineAt: number;
  /** Names the call: each offer is asked under a name made of it, the same one each time. */
  readonly key: string;
  readonly scope: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Providers that do not tell what they can do. */
  readonly silent: readonly { readonly provider: Provider; readonly error: ForecourtError }[];
  /** Whether anybody has the operation at all. */
  readonly isOffered: boolean;
  readonly context: Pick<CallContext, 'onProgress' | 'onAccepted' | 'correlationId' | 'traceparent'>;
  readonly onAttempt: ((attempt: Attempt) => void) | undefined;
}

/** A candidate that may be asked later: it was too busy, or failed in a way that passes. */
interface Later {
  readonly candidate: Candidate;
  readonly at: number;
}

/** Base of the pause before the same provider is asked again; doubled each time, and drawn by chance (full jitter). */
const firstPauseMs = 200;

/**
 * Makes one call: asks candidates in order until one does it. When it ends, nothing of it is under way: whoever was still at work was told
 * to stop, and each try is in the books.
 *
 * @throws what {@link everybodyFailed} says; what ended it; ABORTED, DEADLINE_EXCEEDED; each with the attempts
 */
export async function makeCall<Result extends Made>(
  task: Task<Result>,
  { candidates, passed }: Chosen,
  call: WholeCall,
  parts: CallParts,
): Promise<{ readonly result: Result; readonly attempts: readonly Attempt[] }> {
  const { operation } = task.request;
  const { clock } = parts;
  const { signal } = call;
  if (candidates.length === 0) throw nobodyCan(task.request, passed, call);

  // Places are taken when tries begin, so that attempts stand in their order however they end.
  const attempts: (Attempt | undefined)[] = [];
  const places = new Map<Try<Result>, number>();
  const failed: Failed[] = [];
  const tries = new Map<Candidate, number>();
  const toldBusy = new Set<Candidate>();
  let queue: readonly Candidate[] = candidates;
  let position = 0;
  let later: Later[] = [];
  let isOver = false;

  const tell = (attempt: Attempt): Attempt => {
    try {
      call.onAttempt?.(attempt);
    } catch (error) {
      parts.onTrouble(ForecourtError.from(error));
    }
    return attempt;
  };
  for (const { provider, error } of call.silent) {
    attempts.push(tell(attemptOfSkip(provider.name, '', { code: error.code, reason: error.message }, clock.now())));
  }
  for (const one of passed) attempts.push(tell(attemptOfPassed(one, clock.now())));

  const onProgress = monotone(call.context.onProgress, () => isOver || signal.aborted);
  const book = { operation, scope: call.scope, correlationId: call.context.correlationId ?? null, labels: call.labels };

  /** Begins with the next who may be asked. */
  async function startNext(isHedge: boolean): Promise<Try<Result> | undefined> {
    for (let candidate = queue[position]; candidate; candidate = queue[position]) {
      position++;
      const permit = await admit(candidate, call.scope, parts);
      if (!('slot' in permit)) {
        if (permit.waitMs !== undefined) later.push({ candidate, at: clock.now() + permit.waitMs });
        if (permit.waitMs === undefined || !toldBusy.has(candidate)) {
          attempts.push(tell(attemptOfSkip(candidate.provider.name, candidate.offer.model, permit, clock.now())));
        }
        if (permit.waitMs !== undefined) toldBusy.add(candidate);
        continue;
      }
      if (signal.aborted) {
        await giveBack(permit, parts);
        return undefined;
      }
      tries.set(candidate, (tries.get(candidate) ?? 0) + 1);
      // Whoever has others behind it gets half of the time that is left, so that they could still do it.
      const limitMs = position < queue.length ? (call.deadlineAt - clock.now()) / 2 : Number.POSITIVE_INFINITY;
      const { onAccepted, correlationId, traceparent } = call.context;
      const idempotencyKey = `${call.key}/${candidate.provider.name}/${candidate.offer.model}`;
      const context = { onProgress, onAccepted, correlationId, traceparent, idempotencyKey };
      const started = begin(task, candidate, permit, { context, isHedge, limitMs, book }, parts);
      places.set(started, attempts.push(undefined) - 1);
      return started;
    }
    return undefined;
  }

  function remember(ended: Ended<Result>, one: Try<Result>): void {
    attempts[places.get(one) ?? attempts.length] = tell(ended.attempt);
    places.delete(one);
    if (ended.error === undefined) return;
    const { attempt, error, verdict } = ended;
    failed.push({ attempt, error, isAboutRequest: verdict.next === 'go on' && !verdict.blame });
    // Asked again only where the first time surely cost nothing: nobody is paid twice for one picture.
    const isWorthAnother = error.retryable && verdict.next === 'go on' && attempt.cost === 0 && !signal.aborted;
    const made = tries.get(one.candidate) ?? 0;
    if (!isWorthAnother || made >= parts.tries) return;
    const pauseMs = Math.max(waitOf(error) ?? 0, firstPauseMs * 2 ** (made - 1) * parts.random());
    later.push({ candidate: one.candidate, at: clock.now() + pauseMs });
  }

  /** Until somebody has ended, or it is time to ask another one beside them. */
  async function nextEnd(): Promise<{ readonly one: Try<Result>; readonly ended: Ended<Result> } | 'time to hedge'> {
    const [first] = places.keys();
    const mayHedge = parts.hedge !== undefined && places.size === 1 && position < queue.length;
    if (first && places.size === 1 && !mayHedge) return { one: first, ended: await first.ended };
    const ends = Array.from(places.keys(), async (one) => ({ one, ended: await one.ended }));
    if (!parts.hedge || !first || !mayHedge) return await Promise.race(ends);
    const delayMs = Math.max(0, first.startedAt + hedgeDelayMs(parts.hedge, first.candidate) - clock.now());
    const { promise: timeToHedge, resolve } = Promise.withResolvers<'time to hedge'>();
    const cancelTimer = clock.after(delayMs, () => resolve('time to hedge'));
    try {
      return await Promise.race([...ends, timeToHedge]);
    } finally {
      cancelTimer();
    }
  }

  async function run(): Promise<Result | (() => ForecourtError)> {
    for (;;) {
      if (signal.aborted) return () => withAttempts(abortError(signal), whole(attempts));
      if (places.size === 0 && !(await startNext(false))) {
        const earliest = Math.min(...later.map(({ at }) => at));
        if (signal.aborted) continue;
        if (!(earliest < call.deadlineAt)) return () => everybodyFailed(operation, failed, whole(attempts));
        await pause(earliest - clock.now(), clock, signal);
        const due = later.filter(({ at }) => at <= clock.now());
        later = later.filter((one) => !due.includes(one));
        queue = candidates.filter((candidate) => due.some((one) => one.candidate === candidate));
        position = 0;
        continue;
      }
      const next = await nextEnd();
      if (next === 'time to hedge') {
        await startNext(true);
        continue;
      }
      const { one, ended } = next;
      remember(ended, one);
      if (signal.aborted) continue;
      if (ended.error === undefined) return ended.result;
      const { error, verdict } = ended;
      if (verdict.next === 'end') return () => withAttempts(error, whole(attempts));
    }
  }

  const endAll = () => {
    for (const one of places.keys()) one.cancel(signal.reason);
  };
  signal.addEventListener('abort', endAll);
  try {
    const outcome = await run().catch((error: unknown) => () => ForecourtError.from(error));
    isOver = true;
    const losers = [...places.keys()];
    for (const loser of losers) loser.cancel(new DOMException('Another provider was faster.', 'AbortError'));
    for (const loser of losers) remember(await loser.ended, loser);
    if (typeof outcome === 'function') throw outcome();
    return { result: outcome, attempts: whole(attempts) };
  } finally {
    signal.removeEventListener('abort', endAll);
  }
}

function whole(attempts: readonly (Attempt | undefined)[]): readonly Attempt[] {
  return attempts.filter((attempt) => attempt !== undefined);
}

/** Progress of several tries as one: it never falls. */
function monotone(onProgress: CallContext['onProgress'], isOver: () => boolean): CallContext['onProgress'] {
  if (!onProgress) return undefined;
  let reached = 0;
  return (progress: Progress) => {
    if (isOver()) return;
    reached = Math.max(reached, progress.share);
    onProgress(progress.share === reached ? progress : { ...progress, share: reached });
  };
}

function attemptOfPassed({ known, code, problem }: Passed, now: number): Attempt {
  return attemptOfSkip(known.provider.name, known.offer.model, { code, reason: problem().message }, now);
}

function attemptOfSkip(
  provider: string,
  model: string,
  { code, reason }: { readonly code: NonNullable<Attempt['code']>; readonly reason: string },
  now: number,
): Attempt {
  return {
    provider,
    model,
    outcome: 'skipped',
    isHedge: false,
    code,
    reason,
    startedAt: now,
    durationMs: 0,
    estimated: 0,
    cost: 0,
  };
}
