import type { TransferSource } from '../host.ts';
import { piecesOf } from '../transfers/pieces.ts';

/** A source's bytes in order, in buffers that go round. */
export interface Blocks extends AsyncDisposable {
  /** The next so many bytes; fewer only at the end of the source. */
  next(bytes: number): Promise<Uint8Array>;
  /** Nobody looks at this one any more: its memory may hold what comes next. */
  release(block: Uint8Array): void;
}

/** Blocks from an offset on. No more memory is taken than there are blocks out at once. */
export async function openBlocks(source: TransferSource, start: number): Promise<Blocks> {
  const open = await source.open?.();
  if (open === undefined) return { ...piecesOf(source.read(start)), release: () => undefined };
  const free: ArrayBufferLike[] = [];
  let at = start;
  return {
    async next(bytes) {
      const memory = free.pop();
      const whole = memory !== undefined && memory.byteLength >= bytes ? memory : new ArrayBuffer(bytes);
      const block = new Uint8Array(whole, 0, bytes);
      const filled = await open.fill(block, at);
      at += filled;
      return block.subarray(0, filled);
    },
    release: ({ buffer }) => void free.push(buffer),
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}
