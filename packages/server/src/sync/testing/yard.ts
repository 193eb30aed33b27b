import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Client, createClient } from '@forecourt/sdk/client';
import { createFolderSync, type FolderSync, type FolderSyncOptions, type SyncEvent, vehicleBySubfolder } from '@forecourt/sdk/sync';
import { createUploader, type Uploader } from '@forecourt/sdk/uploads';
import { folderStorage } from '@forecourt/sdk/uploads/node';
import { redCarPhoto, startTcpProxy, type TcpProxy, temporaryFolder } from '@forecourt/testing';
import type { Tenant, TestServer } from '../../testing/server.ts';

/** A photo that is like no other. */
export const photo = (seed: number) => redCarPhoto({ widthPx: 48, heightPx: 40, seed });
/** One that the tiny model can cut out. */
export const carPhoto = (seed: number) => redCarPhoto({ widthPx: 160, heightPx: 120, seed });

/** A computer with a folder of photos, behind a network that can be cut. */
export interface Yard extends AsyncDisposable {
  readonly client: Client;
  readonly uploader: Uploader;
  readonly network: TcpProxy;
  readonly folder: string;
  readonly results: string;
  readonly stateFolder: string;
  readonly events: SyncEvent[];
  readonly options: FolderSyncOptions;
  open(options?: Partial<FolderSyncOptions>, inside?: Parameters<typeof createFolderSync>[1]): Promise<FolderSync>;
  write(path: string, bytes: Uint8Array): Promise<void>;
}

export async function makeYard(server: TestServer, tenant: Tenant): Promise<Yard> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await temporaryFolder());
  const network = stack.use(await startTcpProxy({ target: Number(new URL(server.url).port) }));
  const client = createClient({ url: `http://127.0.0.1:${network.port}`, headers: tenant.headers });
  const [folder, results, stateFolder] = [join(place.path, 'photos'), join(place.path, 'cutouts'), join(place.path, 'state')];
  await mkdir(folder);
  const uploader = stack.use(createUploader({ client, storage: folderStorage(join(place.path, 'uploads')) }));
  const events: SyncEvent[] = [];
  const options: FolderSyncOptions = {
    ...{ client, uploader, folder, results, stateFolder, restMs: 0, goneAfterMs: 0, computer: 'Yard PC' },
    vehicles: vehicleBySubfolder({ client }),
  };
  const rest = stack.move();
  return {
    ...{ client, uploader, network, folder, results, stateFolder, events, options },
    async open(changes = {}, inside = {}) {
      const sync = await createFolderSync({ ...options, ...changes }, inside);
      sync.subscribe((event) => events.push(event));
      return sync;
    },
    async write(path, bytes) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
