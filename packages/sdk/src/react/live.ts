import { ForecourtError } from '@forecourt/errors';
import type { Client } from '../client/index.ts';
import type { ForecourtEvent } from '../contract/index.ts';

/** Whether what is shown is current: `connecting` says that it may be old for the moment. */
export type Connection =
  | { readonly state: 'connecting' | 'open'; readonly error: null }
  | { readonly state: 'failed'; readonly error: ForecourtError };

export const connecting = { state: 'connecting', error: null } as const;

export interface Live {
  /** Opens the stream with the first listener and closes it behind the last. */
  listen(heard: (event: ForecourtEvent) => void): () => void;
  connection(): Connection;
  onConnection(changed: () => void): () => void;
}

/** One stream of events for all components of a provider. */
export function createLive(client: () => Client): Live {
  const listeners = new Set<(event: ForecourtEvent) => void>();
  const watchers = new Set<() => void>();
  let current: Connection = connecting;
  let stream: AbortController | undefined;

  const show = (next: Connection) => {
    if (next.state === current.state && next.error === current.error) return;
    current = next;
    for (const changed of watchers) changed();
  };
  const follow = async ({ signal }: AbortController) => {
    try {
      const onState = (state: 'connecting' | 'open') => show({ state, error: null });
      for await (const event of client().events({ signal, onState })) {
        for (const heard of listeners) heard(event);
      }
    } catch (error) {
      if (!signal.aborted) show({ state: 'failed', error: ForecourtError.from(error) });
    }
  };

  return {
    listen(heard) {
      listeners.add(heard);
      if (stream === undefined) {
        stream = new AbortController();
        void follow(stream);
      }
      return () => {
        listeners.delete(heard);
        setTimeout(() => {
          if (listeners.size > 0) return;
          stream?.abort();
          stream = undefined;
          show(connecting);
        });
      };
    },
    connection: () => current,
    onConnection(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}
