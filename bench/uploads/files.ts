import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const stepBytes = 1 << 24;

/** Files of random bytes: nothing on the way can make less of them. */
export async function makeFiles(folder: string, count: number, bytes: number): Promise<string[]> {
  const paths: string[] = [];
  for (let number = 0; number < count; number++) {
    const path = join(folder, `send-${number}`);
    const file = await open(path, 'w');
    for (let at = 0; at < bytes; at += stepBytes) await file.write(randomBytes(Math.min(stepBytes, bytes - at)));
    await file.close();
    paths.push(path);
  }
  return paths;
}

/** Makes each file another one, so that nothing of an earlier run is known of it. */
export async function changeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const file = await open(path, 'r+');
    await file.write(randomBytes(64), 0, 64, 0);
    await file.close();
  }
}
