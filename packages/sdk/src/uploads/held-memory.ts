/** Memory that files are held in while they are sent. */
export interface HeldMemory {
  /** At least so many bytes, with anything in them. Who never gives them back only leaves them to the garbage collector. */
  borrow(bytes: number): Uint8Array;
  giveBack(memory: Uint8Array): void;
}

const stepBytes = 1 << 20;

/**
 * Memory for so many files at once, used again for the next ones. Each new buffer of megabytes brings the garbage collector in: for two
 * hundred photos that was a fifth of all time.
 */
export function createHeldMemory(count: number): HeldMemory {
  const free: Uint8Array[] = [];
  return {
    borrow(bytes) {
      const fitting = free.findIndex(({ byteLength }) => byteLength >= bytes);
      const [memory] = fitting < 0 ? free.splice(0, free.length >= count ? 1 : 0) : free.splice(fitting, 1);
      if (memory !== undefined && memory.byteLength >= bytes) return memory;
      return new Uint8Array(Math.ceil(bytes / stepBytes) * stepBytes);
    },
    giveBack(memory) {
      if (free.length < count) free.push(memory);
    },
  };
}
