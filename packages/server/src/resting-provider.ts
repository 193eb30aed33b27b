import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '@forecourt/sdk/providers';

export interface RestingOptions {
  /** Makes a provider that loads nothing before its first call. */
  readonly make: () => Provider & Required<Pick<Provider, 'removeBackground' | 'warm'>>;
  /** How long it is kept ready after its last call. Loading it again costs the next photo some two seconds. */
  readonly restMs?: number | undefined;
  readonly onError: (error: unknown) => void;
}

/**
 * A provider that gives its memory back when it has had nothing to do for a while: a loaded model holds some 500 MB, and a dealer's
 * server sleeps at night.
 */
export function restingProvider({ make, restMs = 10 * 60_000, onError }: RestingOptions): Provider {
  let current: ReturnType<typeof make> | undefined = make();
  const { name } = current;
  let calls = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let resting: Promise<void> = Promise.resolve();

  const awake = () => {
    if (isClosed) throw new ForecourtError('ENGINE_CLOSED', 'This provider was closed.');
    current ??= make();
    return current;
  };

  const rest = () => {
    const tired = current;
    current = undefined;
    if (tired !== undefined) resting = tired.close().catch(onError);
  };

  async function use<T>(work: (provider: ReturnType<typeof make>) => Promise<T>): Promise<T> {
    const provider = awake();
    clearTimeout(timer);
    calls += 1;
    try {
      return await work(provider);
    } finally {
      calls -= 1;
      if (calls === 0 && !isClosed) {
        timer = setTimeout(rest, restMs);
        timer.unref();
      }
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    clearTimeout(timer);
    rest();
    await resting;
  }

  return {
    name,
    abilities: async () => await awake().abilities(),
    health: async (context) => await awake().health(context),
    warm: (context) => use((provider) => provider.warm(context)),
    removeBackground: (request, context) => use((provider) => provider.removeBackground(request, context)),
    close,
    [Symbol.asyncDispose]: close,
  };
}
