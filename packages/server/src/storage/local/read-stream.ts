import type { FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../storage.ts';

/** Large enough that system calls do not count, small enough that a thousand readers fit into memory. */
const pieceBytes = 256 * 1024;

/** A file, or a part of it, as a web stream. Takes the handle over: it is closed at the end, on failure and on cancel. */
export function readStream(file: FileHandle, range?: ByteRange): ReadableStream<Uint8Array> {
  let position = range?.start ?? 0;
  const end = range?.end ?? Number.POSITIVE_INFINITY;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const wanted = Math.min(pieceBytes, end - position);
          const piece = new Uint8Array(Math.max(0, wanted));
          const { bytesRead } = wanted > 0 ? await file.read(piece, 0, wanted, position) : { bytesRead: 0 };
          position += bytesRead;
          if (bytesRead > 0) controller.enqueue(bytesRead === wanted ? piece : piece.subarray(0, bytesRead));
          if (bytesRead > 0 && position < end) return;
          await file.close();
          controller.close();
        } catch (error) {
          await file.close();
          throw error;
        }
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 1 },
  );
}
