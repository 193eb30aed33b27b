import { ByteReader, EndOfBytes } from './reader.ts';

/** More compatible brands than this are nobody's file; real ones have up to ten. */
const maximumBrands = 64;

/** The major brand and the compatible ones of an ISO base media file (ISO/IEC 14496-12, 4.3); empty if it is none. */
export function readHeifBrands(bytes: Uint8Array): string[] {
  try {
    const reader = new ByteReader(bytes);
    const end = Math.min(reader.u32(0), reader.length, 16 + maximumBrands * 4);
    const brands = [reader.text(8, 4)];
    for (let at = 16; at + 4 <= end; at += 4) brands.push(reader.text(at, 4));
    return brands;
  } catch (error) {
    if (error instanceof EndOfBytes) return [];
    throw error;
  }
}
