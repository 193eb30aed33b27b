import { ForecourtError } from '@forecourt/errors';
import type { CallContext, Cutout, Provider, RemoveBackgroundRequest } from '@forecourt/sdk/providers';

/** One cut that was asked for, and waits to be told what comes of it. */
export interface Cut {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: CallContext['onProgress'];
  succeed(): void;
  fail(error: Error): void;
}

export interface StepwiseProvider {
  readonly provider: Provider;
  /** Each one that was asked for, once, in their order. */
  next(): Promise<Cut>;
}

/**
 * A provider whose time is in the test's hands: each cut ends when it is told to, with what a real one made of the same photo. It
 * rejects with ABORTED when its signal fires, as every provider has to.
 */
export function stepwiseProvider(real: Provider): StepwiseProvider {
  const asked: Cut[] = [];
  const takers: ((cut: Cut) => void)[] = [];

  async function removeBackground(request: RemoveBackgroundRequest, { signal, onProgress }: CallContext = {}): Promise<Cutout> {
    const told = Promise.withResolvers<void>();
    const abort = () => told.reject(new ForecourtError('ABORTED', 'This was cancelled.'));
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    const cut: Cut = { signal, onProgress, succeed: told.resolve, fail: told.reject };
    const taker = takers.shift();
    if (taker) taker(cut);
    else asked.push(cut);
    await told.promise;
    if (!real.removeBackground) throw new TypeError('the real provider removes no backgrounds');
    return real.removeBackground(request);
  }

  return {
    provider: { ...real, name: 'stepwise', removeBackground },
    next: async () => asked.shift() ?? new Promise((resolve) => takers.push(resolve)),
  };
}
