import { ForecourtError } from '@forecourt/errors';
import type { Client } from '../client/index.ts';
import type { ForecourtEvent } from '../contract/index.ts';

/** What a hook shows: never both without data and without a reason. */
export type Snapshot<Data> =
  | { readonly status: 'loading'; readonly data: undefined; readonly error: null }
  | { readonly status: 'ready'; readonly data: Data; readonly error: null }
  /** `data` is the last that was seen, where there was any. */
  | { readonly status: 'failed'; readonly data: Data | undefined; readonly error: ForecourtError };

export const loading = { status: 'loading', data: undefined, error: null } as const;

/** How one kind of data is fetched, and what an event does to it. */
export interface ResourceKind<Data> {
  load(client: Client, signal: AbortSignal): Promise<Data>;
  /** Gives the same object where the event does not matter to it. Must bear an event that it has seen already. */
  apply(data: Data, event: ForecourtEvent): Data;
}

/** One piece of the server's data that components look at, kept current by events. */
export interface Resource<Data> {
  subscribe(changed: () => void): () => void;
  snapshot(): Snapshot<Data>;
  reload(): void;
  apply(event: ForecourtEvent): void;
  /** Replaces the data by what a component fetched itself, such as the next page. */
  set(data: Data): void;
}

/**
 * Loads when the first component looks, forgets when the last is gone. Events that come while it loads are applied to what
 * was loaded, so none is lost between the answer and the stream.
 *
 * @param onIdle called when nobody looks any more.
 */
export function createResource<Data>(kind: ResourceKind<Data>, client: () => Client, onIdle: () => void): Resource<Data> {
  const listeners = new Set<() => void>();
  let current: Snapshot<Data> = loading;
  let missed: ForecourtEvent[] = [];
  let request: AbortController | undefined;

  const show = (next: Snapshot<Data>) => {
    if (next === current) return;
    current = next;
    for (const changed of listeners) changed();
  };
  const load = async () => {
    request?.abort();
    const own = new AbortController();
    request = own;
    missed = [];
    try {
      const loaded = await kind.load(client(), own.signal);
      if (request !== own) return;
      show({ status: 'ready', data: missed.reduce<Data>((data, event) => kind.apply(data, event), loaded), error: null });
    } catch (error) {
      if (request !== own) return;
      show({ status: 'failed', data: current.data, error: ForecourtError.from(error) });
    }
    request = undefined;
  };

  return {
    subscribe(changed) {
      listeners.add(changed);
      if (listeners.size === 1 && request === undefined) void load();
      return () => {
        listeners.delete(changed);
        // React mounts twice in StrictMode, and a page replaces one component by another that looks at the same.
        setTimeout(() => {
          if (listeners.size > 0) return;
          request?.abort();
          request = undefined;
          onIdle();
        });
      };
    },
    snapshot: () => current,
    reload: () => void load(),
    apply(event) {
      if (request !== undefined) missed.push(event);
      if (current.data === undefined) return;
      const data = kind.apply(current.data, event);
      if (data !== current.data) show(current.status === 'failed' ? { ...current, data } : { status: 'ready', data, error: null });
    },
    set: (data) => show({ status: 'ready', data, error: null }),
  };
}
