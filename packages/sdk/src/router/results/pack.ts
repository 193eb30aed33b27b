/** A result as one piece: what can be said as JSON, then the pictures as they are. */
export interface Packed {
  readonly facts: unknown;
  readonly pictures: readonly Uint8Array[];
}

const version = 1;
const headBytes = 4;
const decoder = new TextDecoder('utf-8', { fatal: true });

export function pack({ facts, pictures }: Packed): Uint8Array {
  const head = JSON.stringify({ version, facts, lengths: pictures.map(({ byteLength }) => byteLength) });
  const headLength = Buffer.byteLength(head);
  const length = headBytes + headLength + pictures.reduce((sum, { byteLength }) => sum + byteLength, 0);
  // Every byte of it is written below; outside of Node's pool, since it may be kept for long.
  const bytes = Buffer.allocUnsafeSlow(length);
  bytes.writeUInt32BE(headLength, 0);
  bytes.write(head, headBytes);
  const packed = new Uint8Array(bytes.buffer, bytes.byteOffset, length);
  let offset = headBytes + headLength;
  for (const picture of pictures) {
    packed.set(picture, offset);
    offset += picture.byteLength;
  }
  return packed;
}

/** @returns undefined for what is not whole, or was packed by another version */
export function unpack(bytes: Uint8Array): Packed | undefined {
  if (bytes.byteLength < headBytes) return undefined;
  const headEnd = headBytes + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const head = parse(bytes.subarray(headBytes, headEnd));
  if (typeof head !== 'object' || head === null || !('version' in head) || head.version !== version) return undefined;
  if (!('lengths' in head) || !Array.isArray(head.lengths) || !('facts' in head)) return undefined;
  let offset = headEnd;
  const pictures = head.lengths.map((length: unknown) => {
    const start = offset;
    offset += Number(length);
    // A copy, also of a Buffer, whose own slices share its memory.
    return new Uint8Array(bytes.subarray(start, offset));
  });
  return offset === bytes.byteLength ? { facts: head.facts, pictures } : undefined;
}

function parse(head: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(head));
  } catch {
    // Whatever it is, it is none of ours: it is made anew.
    return undefined;
  }
}
