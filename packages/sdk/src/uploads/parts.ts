import type { Client } from '../client/index.ts';
import type { Throttle } from '../clock/throttle.ts';
import type { HeldMemory } from './held-memory.ts';
import type { Pace } from './pace.ts';
import type { RetryOptions } from './retry.ts';
import type { Slots } from './slots.ts';
import type { UploadStorage } from './storage.ts';
import type { Wire } from './wire-request.ts';

/** What uploads need of a client. */
export interface UploadClient {
  readonly url: string;
  readonly credentials: Client['credentials'];
  headers(): Promise<Record<string, string>>;
  readonly photos: Pick<Client['photos'], 'add' | 'get'>;
}

/** What the uploads of one uploader share. */
export interface UploaderParts {
  readonly client: UploadClient;
  readonly storage: UploadStorage | null;
  readonly slots: Slots;
  readonly pace: Pace;
  readonly throttle: Throttle;
  readonly memory: HeldMemory;
  readonly wire: Wire;
  readonly retry: RetryOptions;
  /** Fires when the uploader is closed. */
  readonly closing: AbortSignal;
  /** Whether an upload with this id is one of this uploader. */
  readonly isOurs: (id: string) => boolean;
  /** Something about an upload has changed. */
  readonly changed: () => void;
}
