import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../client/index.ts';
import type { DeletionRule } from '../contract/index.ts';
import { readError } from '../files/index.ts';
import { createUploader } from '../uploads/index.ts';
import { folderStorage } from '../uploads/node/index.ts';
import { createFolderSync, type FolderSync } from './folder-sync.ts';
import type { VehicleChoice } from './vehicles.ts';

export interface KeptFolder {
  readonly client: Client;
  readonly folder: string;
  readonly results: string | null;
  readonly vehicles: VehicleChoice;
  readonly deletions: DeletionRule;
  /** What is kept over restarts lies below this folder, apart for each folder and each server. */
  readonly dataDir: string;
  /** Photos travel no faster. */
  readonly bytesPerSecond?: number | undefined;
}

/**
 * Keeps a folder in step as a command does: with its own uploader, and its state in the data folder.
 *
 * @throws as {@link createFolderSync}
 */
export async function keepFolder({ dataDir, bytesPerSecond, ...options }: KeptFolder): Promise<FolderSync> {
  const folder = await realpath(options.folder).catch((error: unknown) => {
    throw readError(error, options.folder);
  });
  const name = createHash('sha256').update(`${folder}\n${options.client.url}`).digest('hex').slice(0, 16);
  const stateFolder = join(dataDir, 'sync', name);
  const storage = folderStorage(join(stateFolder, 'uploads'));
  await using opened = new AsyncDisposableStack();
  const uploader = opened.use(createUploader({ client: options.client, storage, ...(bytesPerSecond !== undefined && { bytesPerSecond }) }));
  const sync = opened.use(await createFolderSync({ ...options, folder, uploader, stateFolder }));
  const rest = opened.move();
  const close = () => rest.disposeAsync();
  return {
    id: sync.id,
    get report() {
      return sync.report;
    },
    run: (signal) => sync.run(signal),
    once: (signal) => sync.once(signal),
    pause: () => sync.pause(),
    resume: () => sync.resume(),
    subscribe: (listener) => sync.subscribe(listener),
    close,
    [Symbol.asyncDispose]: close,
  };
}
