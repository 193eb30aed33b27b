/** A result as one piece: what can be said as JSON, then the pictures as they are. */
export interface Packed {
  readonly facts: unknown;
  readonly pictures: readonly Uint8Array[];
}

const version = 1;
const headBytes = 4;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function pack({ facts, pictures }: Packed): Uint8Array {
  const head = encoder.encode(JSON.stringify({ version, facts, lengths: pictures.map(({ byteLength }) => byteLength) }));
  const bytes = new Uint8Array(headBytes + head.byteLength + pictures.reduce((sum, { byteLength }) => sum + byteLength, 0));
  new DataView(bytes.buffer).setUint32(0, head.byteLength);
  bytes.set(head, headBytes);
  let offset = headBytes + head.byteLength;
  for (const picture of pictures) {
    bytes.set(picture, offset);
    offset += picture.byteLength;
  }
  return bytes;
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
    return bytes.slice(start, offset);
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
