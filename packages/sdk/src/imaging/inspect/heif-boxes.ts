import { damaged } from './damage.ts';
import { maximumParts } from './info.ts';
import type { ByteReader } from './reader.ts';

/** One box of an ISO base media file: its type, and where its payload lies. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Whether its size runs past the end of what holds it. */
  readonly cut: boolean;
}

/** Walks the boxes between `start` and `end` (ISO/IEC 14496-12, 4.2). Ends at the first that cannot be one. */
export function* boxes(reader: ByteReader, start: number, end: number): Generator<Box> {
  let at = start;
  for (let part = 0; at + 8 <= end; part++) {
    if (part > maximumParts) throw damaged('HEIF picture', 'it has an absurd number of parts');
    const type = reader.text(at + 4, 4);
    if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return;
    let size = reader.u32(at);
    let header = 8;
    if (size === 1) {
      if (at + 16 > end) return;
      size = reader.u64(at + 8);
      header = 16;
    } else if (size === 0) {
      size = end - at;
    }
    if (size < header) return;
    yield { type, start: at + header, end: Math.min(at + size, end), cut: at + size > end };
    at += size;
  }
}

/** The first box of a type between `start` and `end`. */
export function findBox(reader: ByteReader, type: string, start: number, end: number): Box | undefined {
  for (const box of boxes(reader, start, end)) if (box.type === type) return box;
  return undefined;
}
