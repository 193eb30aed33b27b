import type { ForecourtError } from '@forecourt/errors';
import type { TakenDelivery } from '../database/delivery-leases.ts';

/** What came of one try to send. */
export interface Sent {
  /** Status of an answer over HTTP or SMTP; null where there was none. */
  readonly status: number | null;
  /** How the answer began. */
  readonly answer: string | null;
  /** Why it did not get there. */
  readonly error?: ForecourtError | undefined;
  /** Another try would come to nothing. */
  readonly isFinal?: boolean | undefined;
  /** The receiver is gone and wants nothing any more. */
  readonly isGone?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Sends a message once. Failures of the way and of the receiver are told, not thrown. */
export type Send = (delivery: TakenDelivery, signal: AbortSignal) => Promise<Sent>;

/** What no try of our own may take longer than; a lease is longer, so that nobody else tries meanwhile. */
export const tryTimeoutMs = 20_000;
export const leaseMs = 90_000;
