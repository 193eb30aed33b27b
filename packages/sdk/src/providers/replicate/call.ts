import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { Used } from '../../contract/index.ts';
import { bookedCost } from '../price.ts';
import type { CallContext, CallFacts, Progress } from '../provider.ts';
import { offerOf, type ReplicateModel } from './catalogue.ts';
import { withFacts } from './errors.ts';
import { outputsOf, type Prediction } from './prediction.ts';

/** One call while it is under way: what ends it, and whom it tells. */
export interface Call extends Disposable {
  /** Fires when the caller gives up, the time is over, or the provider is closed. */
  readonly signal: AbortSignal;
  readonly onAccepted: CallContext['onAccepted'];
  /** Progress never falls, and nothing is told after the end. */
  tell(progress: Progress): void;
  /** Told of the states of a run. */
  onStep(state: 'starting' | 'processing', share: number | undefined): void;
  readonly startedAt: number;
}

/** Shares of the time that a call takes, by what it waits for: nearly all of it is the run. */
const shares = { upload: 0.05, starting: 0.1, processing: 0.15, download: 0.85 } as const;

export function beginCall({ signal, onProgress, onAccepted }: CallContext, closing: AbortSignal, mostMs: number): Call {
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    const text = `Replicate did not finish within ${Math.round(mostMs / 1000)} s.`;
    deadline.abort(new ForecourtError('PROVIDER_STUCK', text, { details: { afterMs: mostMs } }));
  }, mostMs);
  const ended = AbortSignal.any([deadline.signal, closing, ...(signal ? [signal] : [])]);
  let reached = 0;
  const tell = (progress: Progress) => {
    if (ended.aborted) return;
    reached = Math.max(reached, progress.share);
    onProgress?.({ ...progress, share: reached });
  };
  throwIfAborted(ended);
  return {
    signal: ended,
    onAccepted,
    tell,
    onStep: (state, share = 0) =>
      state === 'starting'
        ? tell({ stage: 'queued', share: shares.starting })
        : tell({ stage: 'inference', share: shares.processing + (shares.download - shares.processing) * share }),
    startedAt: performance.now(),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** How long a call may take: what is charged by the second is ended before it costs more than was reckoned. */
export function mostMsOf({ offer: { price } }: ReplicateModel, deadlineMs: number): number {
  return price?.per === 'second' ? Math.min(deadlineMs, price.mostSeconds * 1000) : deadlineMs;
}

/** What a run that is done cost, and whose it was. */
export function factsOf(
  model: ReplicateModel,
  prediction: Prediction,
  request: Parameters<typeof bookedCost>[2],
): Pick<CallFacts, 'costUsd' | 'used' | 'warnings'> & { readonly providerJobId: string } {
  const seconds = prediction.metrics?.predict_time;
  const given = outputsOf(prediction)?.length;
  // Whether a picture that is missing was charged nobody says: it is reckoned as if it was.
  const images = given ? Math.max(given, request.count ?? 1) : undefined;
  const used: Used = { ...(images !== undefined && { images }), ...(seconds !== undefined && { seconds }) };
  const { cost, isEstimate } = bookedCost(offerOf(model), used, request);
  const message = 'Replicate did not say what it used; the most that it can have cost was booked.';
  return { costUsd: cost / 1e6, used, providerJobId: prediction.id, warnings: isEstimate ? [{ code: 'COST_ESTIMATED', message }] : [] };
}

/** Adds to whatever goes wrong after a run was done that it was paid, and where it lies. */
export async function paid<Value>(
  facts: { readonly costUsd: number; readonly providerJobId: string },
  make: () => Promise<Value>,
): Promise<Value> {
  try {
    return await make();
  } catch (error) {
    throw withFacts(ForecourtError.from(error), { costUsd: facts.costUsd, providerJobId: facts.providerJobId });
  }
}
