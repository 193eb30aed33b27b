// A process that uploads files and may be killed in the middle: `uploader.ts URL KEY VEHICLE FOLDER CHUNK_BYTES`, asked over IPC
// by chaos/upload-client.ts. FOLDER keeps what is under way; the next process goes on with it.

import { createClient } from '@forecourt/sdk/client';
import { createUploader, type Upload } from '@forecourt/sdk/uploads';
import { fileSource, folderStorage } from '@forecourt/sdk/uploads/node';

export type UploaderSays =
  | { readonly kind: 'ready'; readonly restored: readonly string[] }
  | { readonly kind: 'done'; readonly name: string; readonly sha256: string }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string };

const [url = '', key = '', vehicleId = '', folder = '', chunkBytes = ''] = process.argv.slice(2);
const uploader = createUploader({ client: createClient({ url, key }), storage: folderStorage(folder), chunkBytes: Number(chunkBytes) });
const say = (what: UploaderSays) => process.send?.(what);

async function follow({ name, done }: Upload): Promise<void> {
  try {
    say({ kind: 'done', name, sha256: (await done).asset.sha256 });
  } catch (error) {
    say({ kind: 'failed', name, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

process.on('message', (path: string) => {
  void fileSource(path).then((source) => follow(uploader.add(source, { vehicleId })));
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());

const restored = await uploader.restore();
for (const upload of restored) void follow(upload);
say({ kind: 'ready', restored: restored.map(({ name }) => name) });
