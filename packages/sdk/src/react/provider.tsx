import { ForecourtError } from '@forecourt/errors';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Client } from '../client/index.ts';
import { createStore, type Store, type StoreOptions } from './store.ts';

const StoreContext = createContext<Store | null>(null);

export interface ForecourtProviderProps extends StoreOptions {
  readonly children: ReactNode;
}

/**
 * Gives the components below it a server to talk to: the page's own origin unless `url` or a `client` says otherwise. All of
 * them share one stream of events and one uploader. What is given counts when it is first rendered.
 *
 * @example
 * <ForecourtProvider>
 *   <VehiclePhotos vehicleId={vehicle.id} />
 * </ForecourtProvider>
 */
export function ForecourtProvider({ children, ...options }: ForecourtProviderProps) {
  const [store] = useState(() => createStore(options));
  useEffect(() => store.hold(), [store]);
  return <StoreContext value={store}>{children}</StoreContext>;
}

/** What the hooks of this folder share. */
export function useStore(): Store {
  const store = useContext(StoreContext);
  if (store === null) {
    throw new ForecourtError('INVALID_INPUT', 'A Forecourt hook or component was used outside of <ForecourtProvider>.', {
      hint: 'Put <ForecourtProvider> around your page or your layout.',
    });
  }
  return store;
}

/** The client of the provider, for whatever has no hook of its own. Call it in effects and handlers, not while rendering. */
export function useClient(): () => Client {
  return useStore().client;
}
