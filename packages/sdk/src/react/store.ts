import { ForecourtError } from '@forecourt/errors';
import { type Client, createClient } from '../client/index.ts';
import type { ForecourtEvent } from '../contract/index.ts';
import { createUploader, type Uploader } from '../uploads/index.ts';
import { createLive, type Live } from './live.ts';
import { createResource, type Resource, type ResourceKind } from './resource.ts';

/** How far the cutout of a photo is. */
export interface Progress {
  readonly stage: string;
  /** From 0 to 1. */
  readonly share: number;
}

export interface StoreOptions {
  readonly client?: Client | undefined;
  readonly url?: string | undefined;
  readonly uploader?: Uploader | undefined;
}

/** What all hooks below one provider share. Nothing is opened before a component in a browser asks for it. */
export interface Store {
  client(): Client;
  uploader(): Uploader;
  readonly live: Live;
  /** The one resource of this name, made when it is first asked for. */
  resource<Data>(key: string, kind: ResourceKind<Data>): Resource<Data>;
  /** Shows what an answer said without waiting for its event. */
  apply(event: ForecourtEvent): void;
  progress(photoId: string): Progress | undefined;
  onProgress(changed: () => void): () => void;
  /** Why uploads of an earlier page could not be taken up again. */
  restoreError(): ForecourtError | null;
  /** Keeps the store open; what it returns lets go. */
  hold(): () => void;
}

export function createStore(options: StoreOptions): Store {
  const resources = new Map<string, Resource<never>>();
  const progress = new Map<string, Progress>();
  const progressWatchers = new Set<() => void>();
  let ownClient: Client | undefined;
  let ownUploader: Uploader | undefined;
  let restoreError: ForecourtError | null = null;
  let holders = 0;
  let stopListening: (() => void) | undefined;

  const client = () => {
    ownClient ??= options.client ?? createClient(options.url === undefined ? {} : { url: options.url });
    return ownClient;
  };
  const live = createLive(client);
  let hasOpened = false;

  const apply = (event: ForecourtEvent) => {
    if (event.type === 'job.progressed') progress.set(event.data.photoId, event.data);
    else if (event.type === 'photo.changed' && event.data.state !== 'working') progress.delete(event.data.id);
    if (event.type === 'job.progressed' || event.type === 'photo.changed') for (const changed of progressWatchers) changed();
    // A first stream starts "now": what was loaded before may have missed something. A later one replays what it missed.
    const isFirst = event.type === 'stream.opened' && !hasOpened;
    if (event.type === 'stream.opened') hasOpened = true;
    for (const resource of resources.values()) {
      if (isFirst || event.type === 'stream.reset') resource.reload();
      else resource.apply(event);
    }
  };

  const startUploader = (): Uploader => {
    const uploader = createUploader({ client: client() });
    uploader.restore().catch((error: unknown) => {
      restoreError = ForecourtError.from(error);
    });
    return uploader;
  };

  return {
    client,
    live,
    uploader() {
      if (options.uploader) return options.uploader;
      ownUploader ??= startUploader();
      return ownUploader;
    },
    resource<Data>(key: string, kind: ResourceKind<Data>): Resource<Data> {
      const known = resources.get(key);
      // The key says of which kind a resource is; the map of all kinds cannot.
      if (known) return known as unknown as Resource<Data>;
      const made = createResource(kind, client, () => {
        resources.delete(key);
        if (resources.size > 0) return;
        stopListening?.();
        stopListening = undefined;
        hasOpened = false;
      });
      const subscribe = made.subscribe;
      const resource: Resource<Data> = {
        ...made,
        subscribe(changed) {
          resources.set(key, resource as unknown as Resource<never>);
          stopListening ??= live.listen(apply);
          return subscribe(changed);
        },
      };
      resources.set(key, resource as unknown as Resource<never>);
      return resource;
    },
    apply,
    progress: (photoId) => progress.get(photoId),
    onProgress(changed) {
      progressWatchers.add(changed);
      return () => progressWatchers.delete(changed);
    },
    restoreError: () => restoreError,
    hold() {
      holders++;
      return () => {
        holders--;
        setTimeout(() => {
          if (holders > 0) return;
          // What it still sends is kept in the browser and goes on with the next one.
          void ownUploader?.close();
          ownUploader = undefined;
        });
      };
    },
  };
}
