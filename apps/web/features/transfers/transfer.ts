import type { Angle } from '@forecourt/sdk/contract';
import type { UploadState, UploadStatus } from '@forecourt/sdk/uploads';

/** What pages show of one upload: a snapshot that changes only as a whole, so that what did not change is not drawn again. */
export interface Transfer {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly vehicleId: string;
  readonly angle: Angle | null;
  readonly state: UploadState;
}

const moving: ReadonlySet<UploadStatus> = new Set(['queued', 'hashing', 'sending', 'waiting', 'finishing']);

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
