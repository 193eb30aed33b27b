import { ForecourtError } from '@forecourt/errors';
import { freeNow } from '../worker/capacity.ts';

export interface SpaceOptions {
  readonly folder: string;
  /** So much stays free for everybody else on this computer. */
  readonly keepFreeBytes: number;
  /** Removes what nobody needs, sooner than it would else. */
  readonly makeRoom: (bytes: number) => Promise<unknown>;
}

/**
 * Whether so many bytes more may come: a file that will not fit is refused before it was sent for minutes, not
 * before what nobody needs has gone. @throws DISK_FULL
 */
export function createSpace({ folder, keepFreeBytes, makeRoom }: SpaceOptions): (bytes: number) => Promise<void> {
  return async (bytes) => {
    let { freeDiskBytes } = await freeNow(folder);
    if (freeDiskBytes - bytes >= keepFreeBytes) return;
    await makeRoom(bytes);
    ({ freeDiskBytes } = await freeNow(folder));
    if (freeDiskBytes - bytes >= keepFreeBytes) return;
    throw new ForecourtError('DISK_FULL', `The disk of the host has ${freeDiskBytes} bytes left, and ${keepFreeBytes} are to stay free.`, {
      details: { freeDiskBytes, keepFreeBytes, bytes },
    });
  };
}
