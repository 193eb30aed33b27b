/** For every 16 bits that may come next: the length of the code they start with, times 256, plus its symbol; 0 where there is none. */
export type HuffmanTable = Uint16Array;

/** Reads a DHT segment (ITU-T T.81, B.2.4.2) into tables; those of class 1 (AC) get 16 added to their number. */
export function readHuffmanTables(payload: Uint8Array, tables: Map<number, HuffmanTable>): void {
  for (let at = 0; at + 17 <= payload.length; ) {
    const identifier = payload[at] ?? 0;
    const table = new Uint16Array(65_536);
    let symbolAt = at + 17;
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      for (let count = payload[at + length] ?? 0; count > 0; count--) {
        const first = code << (16 - length);
        // More codes than there is room for: the rest can never be met.
        if (first >= table.length) break;
        table.fill((length << 8) | (payload[symbolAt] ?? 0), first, first + (1 << (16 - length)));
        symbolAt++;
        code++;
      }
      code <<= 1;
    }
    tables.set(identifier, table);
    at = symbolAt;
  }
}

/** Reads bits of coded data, skipping the zero that is stuffed behind every 0xFF. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** The symbol of the next code; -1 where the data ends or no code fits. */
  code(table: HuffmanTable): number {
    this.#fill();
    const entry =
      table[this.#count >= 16 ? (this.#bits >>> (this.#count - 16)) & 0xffff : (this.#bits << (16 - this.#count)) & 0xffff] ?? 0;
    const length = entry >> 8;
    if (length === 0 || length > this.#count) return -1;
    this.#count -= length;
    return entry & 0xff;
  }

  /** Passes over up to 15 bits; false where the data ends. */
  skip(count: number): boolean {
    this.#fill();
    if (count > this.#count) return false;
    this.#count -= count;
    return true;
  }

  /** Goes on behind the next restart mark; false where another byte stands there. */
  restart(): boolean {
    this.#count = 0;
    // Bits are taken in ahead, but never past a mark.
    while (this.#at < this.#end && this.#bytes[this.#at] === 0xff && this.#bytes[this.#at + 1] === 0xff) this.#at++;
    const marker = this.#bytes[this.#at + 1] ?? 0;
    if (this.#at + 1 >= this.#end || this.#bytes[this.#at] !== 0xff || marker < 0xd0 || marker > 0xd7) return false;
    this.#at += 2;
    return true;
  }

  #fill(): void {
    while (this.#count <= 16 && this.#at < this.#end) {
      const byte = this.#bytes[this.#at] ?? 0;
      if (byte === 0xff) {
        if (this.#bytes[this.#at + 1] !== 0x00 || this.#at + 1 >= this.#end) return;
        this.#at++;
      }
      this.#at++;
      // At most 24 bits are held, so nothing is lost at the top of 32.
      this.#bits = ((this.#bits << 8) | byte) & 0xffffff;
      this.#count += 8;
    }
  }
}
