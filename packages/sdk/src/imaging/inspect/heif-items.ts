import { type Box, boxes, findBox } from './heif-boxes.ts';
import { maximumParts } from './info.ts';
import type { ByteReader } from './reader.ts';

/** A reference between items (ISO/IEC 14496-12, 8.11.12): `dimg` is made of, `auxl` is auxiliary to, `thmb` is a thumbnail of. */
export interface ItemReference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

/** The pictures and pieces of pictures in a HEIF file, and how they hang together (ISO/IEC 23008-12). */
export interface Items {
  readonly primary: number;
  /** Item → its type, such as `hvc1`, `av01`, `grid`. */
  readonly types: ReadonlyMap<number, string>;
  readonly hidden: ReadonlySet<number>;
  readonly references: readonly ItemReference[];
  /** Item → its properties, in the order in which they apply. */
  readonly properties: ReadonlyMap<number, readonly Box[]>;
  /** All properties of the file. */
  readonly allProperties: readonly Box[];
}

/** Reads the `meta` box of a HEIF file; undefined where it names no primary picture. */
export function readItems(reader: ByteReader, meta: Box): Items | undefined {
  // `meta` is a full box: four bytes of version and flags come first.
  const inside = [...boxes(reader, meta.start + 4, meta.end)];
  const find = (type: string): Box | undefined => inside.find((box) => box.type === type);
  const pitm = find('pitm');
  const iinf = find('iinf');
  const iprp = find('iprp');
  if (!pitm || !iinf || !iprp) return undefined;
  const ipco = findBox(reader, 'ipco', iprp.start, iprp.end);
  if (!ipco) return undefined;
  const allProperties = [...boxes(reader, ipco.start, ipco.end)];
  const iref = find('iref');
  return {
    primary: reader.u8(pitm.start) === 0 ? reader.u16(pitm.start + 4) : reader.u32(pitm.start + 4),
    ...readTypes(reader, iinf),
    references: iref ? readReferences(reader, iref) : [],
    properties: readAssociations(reader, iprp, allProperties),
    allProperties,
  };
}

function readTypes(reader: ByteReader, iinf: Box): Pick<Items, 'types' | 'hidden'> {
  const types = new Map<number, string>();
  const hidden = new Set<number>();
  for (const box of boxes(reader, iinf.start + (reader.u8(iinf.start) === 0 ? 6 : 8), iinf.end)) {
    const version = box.type === 'infe' ? reader.u8(box.start) : 0;
    if (version < 2) continue;
    const wide = version >= 3;
    const item = wide ? reader.u32(box.start + 4) : reader.u16(box.start + 4);
    types.set(item, reader.text(box.start + (wide ? 10 : 8), 4));
    if (reader.u8(box.start + 3) & 1) hidden.add(item);
  }
  return { types, hidden };
}

function readReferences(reader: ByteReader, iref: Box): ItemReference[] {
  const wide = reader.u8(iref.start) !== 0;
  const idBytes = wide ? 4 : 2;
  const id = (at: number): number => (wide ? reader.u32(at) : reader.u16(at));
  const references: ItemReference[] = [];
  for (const { type, start, end } of boxes(reader, iref.start + 4, iref.end)) {
    const count = Math.min(reader.u16(start + idBytes), Math.floor((end - start) / idBytes));
    const to = Array.from({ length: count }, (_, index) => id(start + idBytes + 2 + index * idBytes));
    references.push({ type, from: id(start), to });
  }
  return references;
}

function readAssociations(reader: ByteReader, iprp: Box, all: readonly Box[]): Map<number, readonly Box[]> {
  const properties = new Map<number, readonly Box[]>();
  for (const ipma of boxes(reader, iprp.start, iprp.end)) {
    if (ipma.type !== 'ipma') continue;
    const wideItems = reader.u8(ipma.start) >= 1;
    const wideIndices = (reader.u8(ipma.start + 3) & 1) === 1;
    const count = reader.u32(ipma.start + 4);
    let at = ipma.start + 8;
    for (let entry = 0; entry < count && entry < maximumParts && at < ipma.end; entry++) {
      const item = wideItems ? reader.u32(at) : reader.u16(at);
      at += wideItems ? 4 : 2;
      const associations = reader.u8(at);
      at++;
      const own: Box[] = [];
      for (let index = 0; index < associations; index++) {
        // The top bit says whether the property is essential; properties count from one.
        const property = all[(wideIndices ? reader.u16(at) & 0x7fff : reader.u8(at) & 0x7f) - 1];
        if (property) own.push(property);
        at += wideIndices ? 2 : 1;
      }
      properties.set(item, own);
    }
  }
  return properties;
}
