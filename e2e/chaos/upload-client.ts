import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import type { UploaderSays } from '../children/uploader.ts';

export interface UploadClientOptions {
  readonly url: string;
  readonly key: string;
  readonly vehicleId: string;
  /** Where what is under way is kept. */
  readonly folder: string;
  readonly chunkBytes: number;
}

/** The SDK's uploader in a process of its own, which can be killed and started again. */
export interface UploadClient extends AsyncDisposable {
  /** Uploads a file, through any number of kills, and gives the hash of the photo that came of it. */
  upload(path: string): Promise<string>;
  kill(): Promise<void>;
  /** After `kill`: goes on with what was kept, and begins anew with what was not. */
  restart(): Promise<void>;
}

export async function startUploadClient({ url, key, vehicleId, folder, chunkBytes }: UploadClientOptions): Promise<UploadClient> {
  const open = new Map<string, { readonly path: string; readonly done: PromiseWithResolvers<string> }>();

  async function start(): Promise<ChildProcess> {
    const child = fork(join(import.meta.dirname, '../children/uploader.ts'), [url, key, vehicleId, folder, String(chunkBytes)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const ready = Promise.withResolvers<readonly string[]>();
    child.on('message', (said: UploaderSays) => {
      if (said.kind === 'ready') ready.resolve(said.restored);
      else if (said.kind === 'done') open.get(said.name)?.done.resolve(said.sha256);
      else open.get(said.name)?.done.reject(new Error(said.message));
    });
    child.once('exit', () => ready.reject(new Error('The uploading process ended before it was ready.')));
    const restored = await ready.promise;
    // Killed before it had written down that there is something to do.
    for (const [name, { path }] of open) if (!restored.includes(name)) child.send(path);
    return child;
  }

  let current = await start();
  const kill = async () => {
    if (current.exitCode !== null || current.signalCode !== null) return;
    const gone = once(current, 'exit');
    current.kill('SIGKILL');
    await gone;
  };
  return {
    async upload(path) {
      const name = basename(path);
      const done = Promise.withResolvers<string>();
      open.set(name, { path, done });
      try {
        current.send(path);
        return await done.promise;
      } finally {
        open.delete(name);
      }
    },
    kill,
    async restart() {
      current = await start();
    },
    [Symbol.asyncDispose]: kill,
  };
}
