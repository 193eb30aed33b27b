import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * Lets this thread, and every thread that it makes from now on, wait behind what else the machine has to do. Only Linux gives threads a
 * priority of their own (`setpriority(2)`, "C library/kernel differences"); elsewhere nothing changes.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Without /proc, or where it is forbidden, it works at the usual priority.
  }
}
