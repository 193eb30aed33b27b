import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { readError } from '../../files/index.ts';
import type { OpenSource, TransferSource } from '../host.ts';

const pieceBytes = 1 << 20;

/** Bytes in memory, to be sent under this name. */
export function bytesSource(bytes: Uint8Array, name: string): TransferSource {
  return {
    bytes: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    name,
    read: (offset) => Readable.from(slices(bytes, offset), { objectMode: true, highWaterMark: 1 }),
  };
}

function* slices(bytes: Uint8Array, offset: number): Iterable<Uint8Array> {
  for (let at = offset; at < bytes.byteLength; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/**
 * A file of this machine, hashed now; what is sent is what it holds then.
 *
 * @throws FILE_NOT_FOUND, FILE_NOT_READABLE
 */
export async function fileSource(path: string, name: string = basename(path)): Promise<TransferSource> {
  const hash = createHash('sha256');
  const read = (start: number) => createReadStream(path, { start, highWaterMark: pieceBytes });
  try {
    for await (const piece of read(0)) hash.update(piece);
    const { size } = await stat(path);
    return { bytes: size, sha256: hash.digest('hex'), name, read, open: () => openFile(path) };
  } catch (error) {
    throw readError(error, path);
  }
}

async function openFile(path: string): Promise<OpenSource> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw readError(error, path);
  });
  return {
    async fill(buffer, offset) {
      let filled = 0;
      while (filled < buffer.byteLength) {
        // A file that a network brings may give less than is there.
        const { bytesRead } = await file.read(buffer, filled, buffer.byteLength - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
