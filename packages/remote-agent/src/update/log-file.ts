import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, moveFile, writeError } from '@forecourt/sdk/files';

/** Months of what an agent usually says. */
const mostBytes = 10_000_000;

/**
 * Opens `agent.log` for a service whose system keeps nothing of what it prints, as tasks of Windows. A large one makes room: one before it is
 * kept.
 *
 * @throws OUTPUT_NOT_WRITABLE, DISK_FULL
 */
export async function openLog(folder: string): Promise<FileHandle> {
  const path = join(folder, 'agent.log');
  try {
    await makeFolder(folder);
    const before = await stat(path).catch(() => undefined); // There is none yet.
    if (before !== undefined && before.size > mostBytes) await moveFile(path, `${path}.1`);
    return await open(path, 'a', 0o600);
  } catch (error) {
    throw writeError(error, path);
  }
}
