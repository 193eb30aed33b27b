import type { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';

/** Takes pieces of wanted sizes out of a stream. */
export interface Pieces extends AsyncDisposable {
  /** The next so many bytes; fewer only at the end of the stream. */
  next(bytes: number): Promise<Uint8Array>;
}

export function piecesOf(stream: Readable): Pieces {
  const source: AsyncIterator<unknown> = stream[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async next(bytes) {
      const gathered: Uint8Array[] = [rest];
      let length = rest.byteLength;
      while (length < bytes) {
        const { done, value } = await source.next();
        if (done) break;
        if (!(value instanceof Uint8Array)) throw new ForecourtError('INTERNAL', 'A file to be sent gave something else than bytes.');
        gathered.push(value);
        length += value.byteLength;
      }
      const all = gathered.length === 1 ? rest : Buffer.concat(gathered, length);
      rest = all.subarray(bytes);
      return all.subarray(0, bytes);
    },
    async [Symbol.asyncDispose]() {
      stream.destroy();
    },
  };
}
