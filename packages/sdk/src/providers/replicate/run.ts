import { setTimeout as wait } from 'node:timers/promises';
import { abortError, ForecourtError, throwIfAborted } from '@forecourt/errors';
import { costOf } from '../price.ts';
import type { CallContext } from '../provider.ts';
import { untilAborted } from '../until-aborted.ts';
import type { ReplicateModel } from './catalogue.ts';
import type { ReplicateClient } from './client.ts';
import { isRefusal, predictionError, withFacts } from './errors.ts';
import { hasEnded, type Prediction, shareOf } from './prediction.ts';

/** What runs need that outlives them. */
export interface Runner {
  readonly client: ReplicateClient;
  readonly pollMs: { readonly first: number; readonly most: number };
  /** Waits between two questions. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Keeps something that nobody waits for, until the provider is closed. It never rejects. */
  inBackground(task: (signal: AbortSignal) => Promise<unknown>): void;
}

/** Each wait is so much longer than the last. */
const growth = 1.5;
/** A question that fails says nothing about the run, which is paid: it is asked again so often. */
const mostFailures = 5;

/** Waits with a timer of this machine. */
export async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal });
}

/**
 * Starts a run of a model and follows it to its end.
 *
 * The run is started without waiting for its result, so that its name is known, and kept, before it is done. An abort rejects at once; the run
 * is cancelled at Replicate behind the caller's back, also where its start was still under way.
 */
export async function startAndFollow(
  runner: Runner,
  model: ReplicateModel,
  input: Readonly<Record<string, unknown>>,
  { signal, mostMs, onAccepted, onStep, isOurs }: Starting,
): Promise<Prediction> {
  throwIfAborted(signal);
  const unasked = new AbortController();
  const starting = runner.client.create(model, input, mostMs, unasked.signal);
  let started: Prediction;
  try {
    started = await untilAborted(starting, signal);
  } catch (error) {
    if (signal.aborted) {
      runner.inBackground(async (ending) => {
        ending.addEventListener('abort', () => unasked.abort(ending.reason), { once: true });
        await runner.client.cancel((await starting).id, ending);
      });
    }
    if (ForecourtError.is(error) && isRefusal(error)) throw withFacts(error, { costUsd: 0 });
    const found = await findLost(runner, model, isOurs, signal);
    if (!found) throw error;
    started = found;
  }
  onAccepted?.({ providerJobId: started.id });
  return follow(runner, model, started, { signal, onStep });
}

/**
 * Looks for a run that may have been started though its start was never answered. Without an answer to this either nobody knows, and the first
 * failure stands.
 */
async function findLost(
  { client }: Runner,
  { offer }: ReplicateModel,
  isOurs: Starting['isOurs'],
  signal: AbortSignal,
): Promise<Prediction | undefined> {
  if (!isOurs || signal.aborted) return undefined;
  const runs = await untilAborted(client.list(signal), signal).catch(() => []);
  return runs.find((run) => run.model === offer.model && run.data_removed !== true && isOurs(run));
}

export interface Starting extends Following {
  /** How long it may take: Replicate ends it then by itself. */
  readonly mostMs: number;
  readonly onAccepted: CallContext['onAccepted'];
  /** Knows the run among others, where something in its input tells. */
  readonly isOurs?: ((run: Prediction) => boolean) | undefined;
}

export interface Following {
  readonly signal: AbortSignal;
  /** Told of every state that is seen; `share` where the model tells how far it is. */
  readonly onStep: (state: 'starting' | 'processing', share: number | undefined) => void;
}

/**
 * Follows a run to its end, and cancels it when `signal` fires.
 *
 * @throws PROVIDER_REFUSED, PROVIDER_REJECTED, PROVIDER_UNAVAILABLE, PROVIDER_STUCK for a run without a result, with `providerJobId` and, where it
 *   is known, `costUsd` in the details
 */
export async function follow(runner: Runner, model: ReplicateModel, begun: Prediction, { signal, onStep }: Following): Promise<Prediction> {
  const { client, pollMs } = runner;
  let prediction = begun;
  let waitMs = pollMs.first;
  let failures = 0;
  try {
    while (!hasEnded(prediction)) {
      onStep(prediction.status === 'processing' ? 'processing' : 'starting', shareOf(prediction));
      await runner.wait(waitMs, signal);
      waitMs = Math.min(pollMs.most, waitMs * growth);
      try {
        prediction = await untilAborted(client.read(prediction.id, signal), signal);
        failures = 0;
      } catch (error) {
        if (!isPassing(error) || ++failures >= mostFailures) throw error;
        waitMs = Math.max(waitMs, askedToWaitMs(error));
      }
    }
  } catch (error) {
    const { id } = prediction;
    runner.inBackground((ending) => client.cancel(id, ending));
    throw withFacts(signal.aborted ? abortError(signal) : ForecourtError.from(error), { providerJobId: id });
  }
  if (prediction.status === 'succeeded') return prediction;
  const costUsd = costOfFailure(model, prediction);
  throw withFacts(predictionError(prediction, `run ${model.offer.model}`), costUsd === undefined ? {} : { costUsd });
}

/** What a run without a result cost: its seconds, or nothing if it never began (replicate.com/changelog, 16 October 2025). */
function costOfFailure({ offer: { price } }: ReplicateModel, { status, metrics }: Prediction): number | undefined {
  if (status === 'aborted') return 0;
  if (price?.per !== 'second' || metrics?.predict_time === undefined) return undefined;
  return costOf(price, { seconds: metrics.predict_time }) / 1e6;
}

function isPassing(error: unknown): error is ForecourtError {
  return ForecourtError.is(error) && ['PROVIDER_UNAVAILABLE', 'PROVIDER_RATE_LIMITED', 'PROVIDER_ANSWER_INVALID'].includes(error.code);
}

function askedToWaitMs({ details }: ForecourtError): number {
  return typeof details?.retryAfterSeconds === 'number' ? details.retryAfterSeconds * 1000 : 0;
}
