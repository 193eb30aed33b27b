/** Thrown by {@link ByteReader} for a read past the end: each format decides what that means for it. */
export class EndOfBytes extends RangeError {
  override readonly name = 'EndOfBytes';
}

/** Reads numbers out of bytes, in one byte order, and never past the end. */
export class ByteReader {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #littleEndian: boolean;

  constructor(bytes: Uint8Array, byteOrder: 'big' | 'little' = 'big') {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#littleEndian = byteOrder === 'little';
    this.length = bytes.byteLength;
  }

  #check(at: number, count: number): void {
    if (!(at >= 0 && at + count <= this.length)) throw new EndOfBytes(`${count} bytes at ${at} of ${this.length}`);
  }

  u8(at: number): number {
    this.#check(at, 1);
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    this.#check(at, 2);
    return this.#view.getUint16(at, this.#littleEndian);
  }

  u24(at: number): number {
    this.#check(at, 3);
    return this.#littleEndian
      ? this.u8(at) | (this.u8(at + 1) << 8) | (this.u8(at + 2) << 16)
      : (this.u8(at) << 16) | (this.u8(at + 1) << 8) | this.u8(at + 2);
  }

  u32(at: number): number {
    this.#check(at, 4);
    return this.#view.getUint32(at, this.#littleEndian);
  }

  /** 64 bits as a number; what a number cannot hold exactly lies past the end of any file. */
  u64(at: number): number {
    this.#check(at, 8);
    return Number(this.#view.getBigUint64(at, this.#littleEndian));
  }

  /** `count` bytes as Latin-1 text; fewer where the bytes end. */
  text(at: number, count: number): string {
    return String.fromCharCode(...this.#bytes.subarray(at, at + count));
  }

  /** `count` bytes without copying them. */
  slice(at: number, count: number): Uint8Array {
    this.#check(at, count);
    return this.#bytes.subarray(at, at + count);
  }
}
