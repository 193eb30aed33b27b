import type { ForecourtError } from '@forecourt/errors';
import type { Angle, Photo } from '@forecourt/sdk/contract';

export type TransferStatus = 'queued' | 'hashing' | 'sending' | 'paused' | 'waiting' | 'finishing' | 'done' | 'failed' | 'cancelled';

/** What pages show of one upload: the part of the uploader's `Upload` that is read and not acted on. */
export interface Transfer {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly vehicleId: string;
  readonly angle?: Angle | null | undefined;
  readonly state: {
    readonly status: TransferStatus;
    readonly sentBytes: number;
    readonly totalBytes: number;
    readonly bytesPerSecond: number | null;
    readonly remainingMs: number | null;
    readonly nextTryAt: number | null;
    readonly error: Pick<ForecourtError, 'message' | 'hint' | 'code'> | null;
    readonly photo: Photo | null;
  };
}

const moving: ReadonlySet<TransferStatus> = new Set(['queued', 'hashing', 'sending', 'waiting', 'finishing']);

/** Whether it goes on by itself. */
export function isMoving(transfer: Transfer): boolean {
  return moving.has(transfer.state.status);
}

/** Whether it still needs the network or a person: neither done nor given up. */
export function isOpen(transfer: Transfer): boolean {
  return isMoving(transfer) || transfer.state.status === 'paused' || transfer.state.status === 'failed';
}

/** Share of the bytes that the server has, 0 to 1. */
export function shareOf(transfer: Transfer): number {
  const { sentBytes, totalBytes } = transfer.state;
  if (transfer.state.status === 'done') return 1;
  return totalBytes === 0 ? 0 : Math.min(1, sentBytes / totalBytes);
}
