import { Readable } from 'node:stream';
import type { HostFile } from '@forecourt/sdk/contract';
import type { TransferSource } from '@forecourt/sdk/remote';
import type { Storage } from '../storage/index.ts';

/** A kept file on its way to a host: read from wherever a transfer goes on, as often as it has to. */
export function storageSource(storage: Storage, { sha256, bytes, name }: HostFile): TransferSource {
  return {
    sha256,
    bytes,
    name,
    read: (offset) => Readable.from(bytesFrom(storage, sha256, { start: offset, end: bytes }), { objectMode: true }),
  };
}

async function* bytesFrom(
  storage: Storage,
  sha256: string,
  range: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  if (range.start >= range.end) return;
  for await (const piece of await storage.read(sha256, range)) yield piece;
}
