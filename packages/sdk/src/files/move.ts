import { rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * What Windows says while another program has the file open: a scanner for viruses that looks at what was just written, an indexer, a
 * backup. libuv makes EPERM of ERROR_ACCESS_DENIED and EBUSY of ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
 */
const passing: readonly string[] = ['EPERM', 'EACCES', 'EBUSY'];

/** 2.5 s in all, each pause twice the one before: scanners are done long before that, and what is held longer is held for a reason. */
const pausesMs = [20, 40, 80, 160, 320, 640, 1240] as const;

export interface MoveOptions {
  readonly platform?: NodeJS.Platform | undefined;
  readonly move?: ((from: string, to: string) => Promise<void>) | undefined;
  readonly wait?: ((ms: number) => Promise<unknown>) | undefined;
}

/**
 * Renames a file or folder over what may be there. On Windows that fails as long as anybody has either of them open, which mostly passes:
 * it is tried again for a moment.
 *
 * @throws what the file system says
 */
export async function moveFile(
  from: string,
  to: string,
  { platform = process.platform, move = rename, wait = pause }: MoveOptions = {},
): Promise<void> {
  for (const pauseMs of platform === 'win32' ? pausesMs : []) {
    try {
      return await move(from, to);
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await wait(pauseMs);
  }
  await move(from, to);
}

/** Removes a file, or a folder with all that is in it; nothing there is fine. What another program has open for a moment is waited for. */
export async function removeTree(path: string): Promise<void> {
  // Node tries again by itself, each time `retryDelay` later: 1.5 s in all.
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && passing.includes(String(error.code));
}
