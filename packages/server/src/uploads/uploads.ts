import type { ImageLimitsInput } from '@forecourt/sdk/imaging';
import type { Database } from '../database/index.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Storage } from '../storage/index.ts';
import { photoFinish } from './finish.ts';
import { type UploadLimitsInput, uploadLimitsSchema } from './options.ts';
import { createReceiver, type Receiver } from './receiver.ts';

export interface UploadsOptions {
  readonly database: Database;
  readonly storage: Storage;
  readonly queue: Queue;
  /** Uploads under way are gathered in `uploads/` below it. */
  readonly dataDir: string;
  readonly limits?: UploadLimitsInput | undefined;
  /** What a picture may cost; a larger file is refused before it is sent. */
  readonly imageLimits?: ImageLimitsInput | undefined;
  readonly now?: (() => Date) | undefined;
  /** Told how long a request waited for another one at the same upload. */
  readonly onLockWait?: ((seconds: number) => void) | undefined;
}

/** Uploads of photos. @see {@link Receiver} */
export type Uploads = Receiver;

/**
 * Receives photos over tus and makes photos, assets and jobs of them.
 *
 * @example
 * const uploads = await createUploads({ database, storage, queue, dataDir });
 * await uploads.recover();
 * const response = await uploads.fetch(request, caller);
 */
export function createUploads(options: UploadsOptions): Promise<Uploads> {
  const { database, storage, queue, dataDir, imageLimits, now = () => new Date(), onLockWait } = options;
  const limits = uploadLimitsSchema.parse({ ...(imageLimits?.bytes !== undefined && { maxBytes: imageLimits.bytes }), ...options.limits });
  return createReceiver({ database, dataDir, limits, now, onLockWait, finish: photoFinish({ database, storage, queue, imageLimits }) });
}
