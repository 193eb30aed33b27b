import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { ForecourtEvent } from '../contract/index.ts';
import { type Connection, connecting } from './live.ts';
import { useStore } from './provider.tsx';

/**
 * Tells what happens in the dealership while the component is there. The hooks for vehicles and photos follow events by
 * themselves; this one is for what they do not show: a sound, a title, a counter.
 *
 * @example
 * useForecourtEvents((event) => {
 *   if (event.type === 'photo.changed' && event.data.state === 'review') chime();
 * });
 */
export function useForecourtEvents(heard: (event: ForecourtEvent) => void): void {
  const store = useStore();
  const latest = useEffectEvent(heard);
  useEffect(() => store.live.listen((event) => latest(event)), [store]);
}

/** Whether what the hooks show is current, for a word on the page while it is not. */
export function useConnection(): Connection {
  const { live } = useStore();
  return useSyncExternalStore(live.onConnection, live.connection, connectingOnServer);
}

const connectingOnServer = () => connecting;
