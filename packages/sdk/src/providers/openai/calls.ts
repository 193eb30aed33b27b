import { abortError, ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { CallContext, Progress } from '../provider.ts';
import { openAiError } from './errors.ts';

/** Calls under way: each ends with whoever asked, with its time, and with the provider. */
export interface Calls {
  readonly isClosed: boolean;
  /** @throws ENGINE_CLOSED, ABORTED, DEADLINE_EXCEEDED, PROVIDER_STUCK, and what `work` throws in the codes of Forecourt */
  run<Result>(what: string, context: CallContext, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  close(): void;
}

export function createCalls(timeoutMs: number): Calls {
  const closing = new AbortController();
  return {
    get isClosed() {
      return closing.signal.aborted;
    },
    async run(what, { signal: wish }, work) {
      if (closing.signal.aborted) throw closed();
      throwIfAborted(wish);
      const time = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([closing.signal, time, ...(wish ? [wish] : [])]);
      try {
        const result = await work(signal);
        // What was made in the last moment is not given to whoever has left.
        throwIfAborted(wish);
        return result;
      } catch (error) {
        if (wish?.aborted) throw abortError(wish);
        if (closing.signal.aborted) throw closed();
        if (time.aborted) {
          throw new ForecourtError('PROVIDER_STUCK', `OpenAI gave no answer in ${timeoutMs / 1000} s when asked to ${what}.`, {
            cause: error,
          });
        }
        throw openAiError(error, what);
      }
    },
    close: () => closing.abort(),
  };
}

/** Tells progress that never falls, and nothing to whoever has left. */
export function progressTeller({ onProgress }: CallContext, signal: AbortSignal): (progress: Progress) => void {
  let reached = 0;
  return ({ share, ...progress }) => {
    if (signal.aborted) return;
    reached = Math.max(reached, share);
    onProgress?.({ ...progress, share: reached });
  };
}

function closed(): ForecourtError {
  return new ForecourtError('ENGINE_CLOSED', 'This provider was closed.');
}
