import { BitReader, type HuffmanTable, readHuffmanTables } from './jpeg-huffman.ts';

/** A marker segment, or for SOS the header of a scan with the coded data behind it. */
export interface JpegPart {
  readonly marker: number;
  /** The payload. */
  readonly start: number;
  readonly end: number;
  /** End of the coded data; only for SOS. */
  readonly dataEnd?: number;
}

/** Tables, headers and scans of a sequential JPEG are some ten; each table costs time, so a file of many is not worth it. */
const maximumPartsWalked = 200;
/** Half a second of walking. What is larger has so many rows that those which a decoder fails to report do not show. */
const maximumBytesWalked = 16_000_000;

interface Component {
  readonly horizontal: number;
  readonly vertical: number;
}

/**
 * Whether the coded data of a sequential JPEG holds every block of the picture: a walk over the Huffman codes (ITU-T T.81, annex F.2) that
 * decodes no pixel. Asked only where the mark of the end is missing, since decoders do not report a cut within the last rows.
 */
export function isSequentialComplete(bytes: Uint8Array, parts: readonly JpegPart[]): boolean {
  if (parts.length > maximumPartsWalked) return false;
  const codedBytes = parts.reduce((sum, { end, dataEnd = end }) => sum + dataEnd - end, 0);
  if (codedBytes > maximumBytesWalked) return true;
  const tables = new Map<number, HuffmanTable>();
  let restartInterval = 0;
  let frame: { widthPx: number; heightPx: number; components: Map<number, Component> } | undefined;
  const seen = new Set<number>();
  for (const { marker, start, end, dataEnd } of parts) {
    const payload = bytes.subarray(start, end);
    if (marker === 0xc4) readHuffmanTables(payload, tables);
    else if (marker === 0xdd) restartInterval = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
    else if (marker === 0xc0 || marker === 0xc1) frame = readFrame(payload);
    else if (marker === 0xda) {
      if (!frame || dataEnd === undefined) return false;
      const scan = readScan(payload, frame.components, tables);
      if (!scan || !walkScan(new BitReader(bytes, end, dataEnd), scan, frame, restartInterval)) return false;
      for (const { identifier } of scan) seen.add(identifier);
    }
  }
  return frame !== undefined && seen.size === frame.components.size;
}

interface ScanComponent extends Component {
  readonly identifier: number;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

function readFrame(payload: Uint8Array): { widthPx: number; heightPx: number; components: Map<number, Component> } {
  const at = (index: number): number => payload[index] ?? 0;
  const components = new Map<number, Component>();
  for (let index = 6; index + 3 <= 6 + at(5) * 3; index += 3) {
    // T.81, B.2.2: one to four blocks each way.
    components.set(at(index), { horizontal: Math.max(1, at(index + 1) >> 4), vertical: Math.max(1, at(index + 1) & 15) });
  }
  return { heightPx: (at(1) << 8) | at(2), widthPx: (at(3) << 8) | at(4), components };
}

function readScan(
  payload: Uint8Array,
  components: ReadonlyMap<number, Component>,
  tables: ReadonlyMap<number, HuffmanTable>,
): ScanComponent[] | undefined {
  const scan: ScanComponent[] = [];
  for (let index = 0; index < (payload[0] ?? 0); index++) {
    const identifier = payload[1 + index * 2] ?? -1;
    const selectors = payload[2 + index * 2] ?? 0;
    const component = components.get(identifier);
    const dc = tables.get(selectors >> 4);
    // Tables of class 1 (AC) are kept behind the four of class 0.
    const ac = tables.get(16 + (selectors & 15));
    if (!component || !dc || !ac) return undefined;
    scan.push({ identifier, ...component, dc, ac });
  }
  return scan;
}

function walkScan(
  bits: BitReader,
  scan: readonly ScanComponent[],
  frame: { widthPx: number; heightPx: number; components: ReadonlyMap<number, Component> },
  restartInterval: number,
): boolean {
  const all = [...frame.components.values()];
  const widest = Math.max(...all.map(({ horizontal }) => horizontal));
  const highest = Math.max(...all.map(({ vertical }) => vertical));
  const [only] = scan;
  const interleaved = scan.length > 1;
  // A scan of one component counts that component's own blocks (T.81, A.2.2); of several, units that hold some of each (A.2.3).
  const across =
    interleaved || !only ? Math.ceil(frame.widthPx / (8 * widest)) : Math.ceil(Math.ceil((frame.widthPx * only.horizontal) / widest) / 8);
  const down =
    interleaved || !only ? Math.ceil(frame.heightPx / (8 * highest)) : Math.ceil(Math.ceil((frame.heightPx * only.vertical) / highest) / 8);
  for (let unit = 0; unit < across * down; unit++) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0 && !bits.restart()) return false;
    for (const { horizontal, vertical, dc, ac } of scan) {
      const blocks = interleaved ? horizontal * vertical : 1;
      for (let block = 0; block < blocks; block++) if (!walkBlock(bits, dc, ac)) return false;
    }
  }
  return true;
}

function walkBlock(bits: BitReader, dc: HuffmanTable, ac: HuffmanTable): boolean {
  const difference = bits.code(dc);
  if (difference < 0 || !bits.skip(difference & 15)) return false;
  for (let coefficient = 1; coefficient < 64; ) {
    const symbol = bits.code(ac);
    if (symbol < 0) return false;
    const size = symbol & 15;
    const run = symbol >> 4;
    // Size 0 ends the block, but for a run of 15, which only skips.
    if (size === 0 && run !== 15) return true;
    if (!bits.skip(size)) return false;
    coefficient += run + 1;
  }
  return true;
}
