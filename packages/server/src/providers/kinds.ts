import type { Operation, ProviderKind } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import { createOpenAiProvider } from '@forecourt/sdk/providers/openai';
import { createRemoteProvider } from '@forecourt/sdk/providers/remote';
import { createReplicateProvider } from '@forecourt/sdk/providers/replicate';
import type { Host } from '@forecourt/sdk/remote';
import type { Catalogue } from './catalogue.ts';

/** What a provider is made with. */
export interface KindContext {
  readonly name: string;
  readonly key: string;
  /** Null is the provider's own address. */
  readonly baseUrl: string | null;
  /** Passes the gate for addresses that users give. */
  readonly fetch: typeof fetch;
  readonly catalogue: Catalogue;
  /** What makes cutouts on this machine. */
  readonly engine: Provider;
  /** Computers of the dealership that take cutouts, as they are connected just now. */
  readonly hosts: () => Promise<readonly Host[]>;
}

/** One kind of provider that a dealership can set up. */
export interface Kind {
  /** Whether it is asked elsewhere, with a key. */
  readonly isKeyed: boolean;
  make(context: KindContext): Provider;
}

/** Every kind, by its name: a new one is a line here, and its name in the contract. */
export const kinds = {
  local: { isKeyed: false, make: ({ name, engine }) => renamed(engine, name) },
  // They are asked elsewhere too, but belong to the dealership: a key would prove nothing.
  remote: { isKeyed: false, make: ({ name, hosts }) => createRemoteProvider({ name, hosts }) },
  openai: {
    isKeyed: true,
    make: ({ name, key, baseUrl, fetch, catalogue: { openai } }) =>
      createOpenAiProvider({ name, fetch, apiKey: key, ...(baseUrl !== null && { baseUrl }), ...(openai && { catalogue: openai }) }),
  },
  replicate: {
    isKeyed: true,
    make: ({ name, key, baseUrl, fetch, catalogue: { replicate } }) =>
      createReplicateProvider({
        name,
        fetch,
        token: key,
        ...(baseUrl !== null && { baseUrl }),
        ...(replicate && { catalogue: replicate }),
      }),
  },
} as const satisfies Record<ProviderKind, Kind>;

/** The engine of this process under another name. All dealerships share it, so nobody closes it. */
export function renamed(engine: Provider, name: string): Provider {
  const { removeBackground, ...rest } = engine;
  const close = async () => undefined;
  return {
    ...rest,
    name,
    abilities: async () => ({ ...(await engine.abilities()), provider: name }),
    ...(removeBackground && {
      removeBackground: async (request, context) => ({ ...(await removeBackground(request, context)), provider: name }),
    }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Everything that a provider can do. */
export async function operationsOf(provider: Provider): Promise<readonly Operation[]> {
  const { offers } = await provider.abilities();
  return [...new Set(offers.map(({ operation }) => operation))];
}
