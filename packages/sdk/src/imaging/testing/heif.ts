import { boxes } from '../inspect/heif-boxes.ts';
import { ByteReader } from '../inspect/reader.ts';

/** Writes a rotation into a HEIF file: `irot` turns counter-clockwise by so many quarters (ISO/IEC 23008-12, 6.5.10). */
export function withRotation(file: Uint8Array, quarters: number): Buffer {
  return withProperty(file, 'irot', Uint8Array.of(quarters));
}

/** Writes a colour profile into a HEIF file (ISO/IEC 14496-12, 12.1.5). */
export function withProfile(file: Uint8Array, profile: Uint8Array): Buffer {
  return withProperty(file, 'colr', Buffer.concat([Buffer.from('prof'), profile]));
}

/** Adds a property to `ipco`, links it to the primary item in `ipma`, and moves all offsets behind. */
function withProperty(file: Uint8Array, type: string, content: Uint8Array): Buffer {
  const reader = new ByteReader(file);
  const find = (type: string, start: number, end: number) => {
    for (const box of boxes(reader, start, end)) if (box.type === type) return box;
    throw new Error(`no box ${type}`);
  };
  const meta = find('meta', 0, file.length);
  const iprp = find('iprp', meta.start + 4, meta.end);
  const ipco = find('ipco', iprp.start, iprp.end);
  const ipma = find('ipma', iprp.start, iprp.end);
  const pitm = find('pitm', meta.start + 4, meta.end);
  const index = [...boxes(reader, ipco.start, ipco.end)].length + 1;
  const property = Buffer.concat([Buffer.alloc(4), Buffer.from(type), content]);
  property.writeUInt32BE(property.length);
  const added = property.length;

  const patched = Buffer.from(file);
  const grow = (start: number, by: number) => patched.writeUInt32BE(patched.readUInt32BE(start - 8) + by, start - 8);
  let entry = ipma.start + 8;
  while (reader.u16(entry) !== reader.u16(pitm.start + 4)) entry += 3 + reader.u8(entry + 2);
  const entryEnd = entry + 3 + reader.u8(entry + 2);
  patched[entry + 2] = reader.u8(entry + 2) + 1;
  grow(ipco.start, added);
  grow(ipma.start, 1);
  grow(iprp.start, added + 1);
  grow(meta.start, added + 1);
  moveOffsets(patched, find('iloc', meta.start + 4, meta.end).start, added + 1);
  return Buffer.concat([
    patched.subarray(0, ipco.end),
    property,
    patched.subarray(ipco.end, entryEnd),
    Buffer.from([0x80 | index]),
    patched.subarray(entryEnd),
  ]);
}

/** Adds to every extent that counts from the start of the file (ISO/IEC 14496-12, 8.11.3; 32-bit offsets and lengths). */
function moveOffsets(file: Buffer, iloc: number, by: number): void {
  const version = file.readUInt8(iloc);
  const offsetBytes = file.readUInt8(iloc + 4) >> 4;
  const lengthBytes = file.readUInt8(iloc + 4) & 15;
  const baseBytes = file.readUInt8(iloc + 5) >> 4;
  const items = file.readUInt16BE(iloc + 6);
  let at = iloc + 8;
  for (let item = 0; item < items; item++) {
    const method = version > 0 ? file.readUInt16BE(at + 2) & 15 : 0;
    at += version > 0 ? 6 : 4;
    if (baseBytes === 4 && method === 0) file.writeUInt32BE(file.readUInt32BE(at) + by, at);
    at += baseBytes;
    const extents = file.readUInt16BE(at);
    at += 2;
    for (let extent = 0; extent < extents; extent++) {
      if (baseBytes === 0 && offsetBytes === 4 && method === 0) file.writeUInt32BE(file.readUInt32BE(at) + by, at);
      at += offsetBytes + lengthBytes;
    }
  }
}
