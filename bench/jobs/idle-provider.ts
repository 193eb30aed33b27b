import type { Provider } from '../../packages/sdk/src/providers/index.ts';

/** A provider that is never asked: for jobs that are about nothing. */
export const idleProvider: Provider = {
  name: 'idle',
  abilities: async () => ({ provider: 'idle', checkedOn: null, offers: [] }),
  health: async () => ({ state: 'ready', message: 'There is nothing to do.' }),
  close: async () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};
