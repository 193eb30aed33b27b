import { mkdir } from 'node:fs/promises';
import { writeError } from './errors.ts';

/** Makes a folder and those above it; one that is there already is fine. @throws OUTPUT_NOT_WRITABLE, OUTPUT_NAME_INVALID, DISK_FULL */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw writeError(error, path);
  });
}
