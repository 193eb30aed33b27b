import type { ForecourtError } from '@forecourt/errors';
import type { Photo } from '../contract/index.ts';

/**
 * Where an upload stands.
 *
 * `queued` for its turn (or while another tab sends it), `hashing` before it is sent, `sending`, `finishing` while the server looks at
 * the whole file, then `done`, `failed` or `cancelled`. `waiting` is for the next try after something that passes; `paused` is by wish.
 */
export type UploadStatus = 'queued' | 'hashing' | 'sending' | 'paused' | 'waiting' | 'finishing' | 'done' | 'failed' | 'cancelled';

/** A snapshot; every change makes a new one. */
export interface UploadState {
  readonly status: UploadStatus;
  /** Bytes that left this machine; those of a chunk that was lost are taken back. */
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** Over the last seconds; null until it can be told, 0 while nothing gets through. */
  readonly bytesPerSecond: number | null;
  readonly remainingMs: number | null;
  /** When it is tried again, in milliseconds since 1970, while `waiting`; null if that is when the network returns. */
  readonly nextTryAt: number | null;
  /** Why it waits or failed. */
  readonly error: ForecourtError | null;
  /** What it became, once `done`. */
  readonly photo: Photo | null;
}

const lasting: readonly UploadStatus[] = ['done', 'failed', 'cancelled'];

/** Whether nothing more happens by itself. */
export function isSettled({ status }: UploadState): boolean {
  return lasting.includes(status);
}
