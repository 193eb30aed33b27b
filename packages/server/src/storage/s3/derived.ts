import type { S3Connection } from './connection.ts';
import { listObjects } from './list.ts';

/** A preview that cannot be kept is made again: nobody waits long for that. */
const patience = { attempts: 2 };

/** Things that can be made again, beside the files they were made from. Whatever goes wrong with the bucket, the thing asked for is made. */
export function createDerived(connection: S3Connection, prefix: string) {
  const { sdk, client, options, call } = connection;
  const underWay = new Map<string, Promise<Uint8Array>>();
  const place = (name: string) => ({ Bucket: options.bucket, Key: `${prefix}${name}` });

  async function readOrMake(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const what = `Could not read ${name}`;
    const read = async () => {
      const { Body } = await call((more) => client.send(new sdk.GetObjectCommand(place(name)), more), { what, ...patience });
      return await Body?.transformToByteArray();
    };
    // Missing or unreadable is the same here: it is made again.
    const kept = await read().catch(() => undefined);
    if (kept !== undefined && kept.byteLength > 0) return kept;
    const made = await make();
    const input = { ...place(name), Body: made, ContentLength: made.byteLength };
    await call((more) => client.send(new sdk.PutObjectCommand(input), more), { what, ...patience }).catch(() => undefined);
    return made;
  }

  async function remove(name: string): Promise<void> {
    await call((more) => client.send(new sdk.DeleteObjectCommand(place(name)), more), { what: `Could not remove ${name}` });
  }

  return {
    get(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
      const running = underWay.get(name);
      if (running !== undefined) return running;
      const started = readOrMake(name, make).finally(() => underWay.delete(name));
      underWay.set(name, started);
      return started;
    },
    remove,
    /** Removes everything that was derived from a file. */
    async forget(sha256: string): Promise<void> {
      for await (const { name } of listObjects(connection, { prefix: `${prefix}${sha256}`, after: '', signal: undefined })) {
        await remove(`${sha256}${name}`);
      }
    },
  };
}
