import { ForecourtError } from '@forecourt/errors';
import type { ImageWarning } from '../warnings.ts';
import { type AcceptSize, damaged, truncated } from './damage.ts';
import { type Box, boxes, findBox } from './heif-boxes.ts';
import { type Items, readItems } from './heif-items.ts';
import { type Inspection, maximumFramesCounted } from './info.ts';
import { readHeifBrands } from './isobmff-brands.ts';
import { ByteReader, EndOfBytes } from './reader.ts';

const format = 'HEIF picture';
/** Boxes that stand at the top of a file (ISO/IEC 14496-12, table 1; `idat` and `mini` appear in HEIF). */
const fileBoxes = new Set([
  'ftyp',
  'meta',
  'mdat',
  'moov',
  'moof',
  'mfra',
  'free',
  'skip',
  'uuid',
  'idat',
  'mini',
  'pdin',
  'styp',
  'sidx',
  'meco',
]);
/** ITU-T H.273: 1 is the primaries of sRGB, 2 is unspecified. */
const srgbPrimaries = [1, 2];

/** What a HEIF picture says about its colours: an embedded profile, or a number for its primaries. */
export interface HeifColour {
  readonly profile?: Uint8Array;
  readonly primaries?: number;
}

/** Reads the boxes of HEIC and AVIF. Both turn and crop by their own properties; EXIF orientation is void there. */
export function inspectHeif(bytes: Uint8Array, acceptSize: AcceptSize): Inspection {
  try {
    return inspect(bytes, acceptSize);
  } catch (error) {
    if (error instanceof EndOfBytes) throw damaged(format, 'its list of contents is damaged', error);
    throw error;
  }
}

/** The colours of the primary picture of a HEIF file that {@link inspectHeif} accepted. */
export function readHeifColour(bytes: Uint8Array): HeifColour {
  const reader = new ByteReader(bytes);
  for (const box of boxes(reader, 0, bytes.length)) {
    if (box.type !== 'meta') continue;
    const items = readItems(reader, box);
    return items ? colourOf(reader, bytes, propertiesOf(items)) : {};
  }
  return {};
}

function inspect(bytes: Uint8Array, acceptSize: AcceptSize): Inspection {
  const reader = new ByteReader(bytes);
  let meta: Box | undefined;
  let sequence: Box | undefined;
  let end = 0;
  for (const box of boxes(reader, 0, bytes.length)) {
    // Four letters of something else that was glued on look like a box as well, and its "size" is anything.
    if (meta && !fileBoxes.has(box.type)) break;
    if (box.cut) throw truncated(format);
    if (box.type === 'meta') meta ??= box;
    if (box.type === 'moov') sequence ??= box;
    end = box.end;
  }
  const items = meta && readItems(reader, meta);
  if (!items) {
    if (meta || sequence) throw damaged(format, 'it names no picture to show');
    throw truncated(format);
  }
  const type = codecOf(items);
  // Pieces count as much as the whole: the decoder allocates each.
  for (const box of items.allProperties) {
    if (box.type === 'ispe') acceptSize(reader.u32(box.start + 4), reader.u32(box.start + 8), 'part');
  }
  const own = propertiesOf(items);
  const { widthPx, heightPx } = sizeOf(reader, own);
  acceptSize(widthPx, heightPx);
  const colour = colourOf(reader, bytes, own);
  const frames = sequence ? countSamples(reader, sequence) : countPictures(items);
  const bits = own.find((box) => box.type === 'pixi');
  return {
    type,
    storedWidthPx: widthPx,
    storedHeightPx: heightPx,
    orientation: 1,
    bitDepth: bits ? reader.u8(bits.start + 5) : 8,
    colour: 'rgb',
    hasAlpha: items.references.some((reference) => isAlpha(reader, items, reference.type, reference.from, reference.to)),
    hasProfile: colour.profile !== undefined,
    frames,
    animated: sequence !== undefined && readHeifBrands(bytes).some((brand) => /^(avis|msf1|hevc|hevx)$/.test(brand)),
    trailingBytes: bytes.length - end,
    warnings: colourWarnings(colour),
    ranges: [[0, end]],
    endMissing: false,
    wholeInMemory: true,
  };
}

function propertiesOf(items: Items): readonly Box[] {
  return items.properties.get(items.primary) ?? [];
}

/** HEVC or AV1, by what the primary picture is made of; the brands in the header are only claims. */
function codecOf(items: Items): 'heic' | 'avif' {
  const parts = items.references.filter(({ type, from }) => type === 'dimg' && from === items.primary);
  const candidates = [items.primary, ...parts.flatMap(({ to }) => to)];
  for (const item of candidates) {
    const type = items.types.get(item);
    if (type === 'hvc1' || type === 'hev1') return 'heic';
    if (type === 'av01') return 'avif';
  }
  const type = items.types.get(items.primary) ?? 'none';
  throw new ForecourtError('UNSUPPORTED_TYPE', `This HEIF picture is coded as "${type}", which is not read.`);
}

/** Size as seen: the primary picture's, cropped and turned in the order of its properties. */
function sizeOf(reader: ByteReader, properties: readonly Box[]): { widthPx: number; heightPx: number } {
  let widthPx = 0;
  let heightPx = 0;
  for (const { type, start } of properties) {
    if (type === 'ispe') {
      widthPx = reader.u32(start + 4);
      heightPx = reader.u32(start + 8);
    } else if (type === 'clap') {
      widthPx = Math.min(widthPx, Math.round(reader.u32(start) / reader.u32(start + 4)));
      heightPx = Math.min(heightPx, Math.round(reader.u32(start + 8) / reader.u32(start + 12)));
    } else if (type === 'irot' && reader.u8(start) % 2 === 1) {
      [widthPx, heightPx] = [heightPx, widthPx];
    }
  }
  return { widthPx: widthPx || 0, heightPx: heightPx || 0 };
}

function colourOf(reader: ByteReader, bytes: Uint8Array, properties: readonly Box[]): HeifColour {
  const colour: { profile?: Uint8Array; primaries?: number } = {};
  for (const { type, start, end } of properties) {
    if (type !== 'colr') continue;
    const kind = reader.text(start, 4);
    if (kind === 'prof' || kind === 'rICC') colour.profile = bytes.subarray(start + 4, end);
    if (kind === 'nclx') colour.primaries = reader.u16(start + 4);
  }
  return colour;
}

function colourWarnings({ profile, primaries }: HeifColour): ImageWarning[] {
  if (profile || primaries === undefined || srgbPrimaries.includes(primaries)) return [];
  return [{ code: 'COLOUR_ASSUMED', message: 'It has colours beyond sRGB but no profile, so they may look pale.' }];
}

function isAlpha(reader: ByteReader, items: Items, type: string, from: number, to: readonly number[]): boolean {
  if (type !== 'auxl' || !to.includes(items.primary)) return false;
  return (items.properties.get(from) ?? []).some((box) => {
    const kind = box.type === 'auxC' ? reader.text(box.start + 4, Math.min(box.end - box.start - 4, 64)) : '';
    return kind.includes(':alpha') || kind.includes('hevc:2015:auxid:1');
  });
}

/** Frames of the first track of a sequence, by its table of sample sizes (ISO/IEC 14496-12, 8.7.3.2); 2 where it has none. */
function countSamples(reader: ByteReader, sequence: Box): number {
  let box: Box | undefined = sequence;
  for (const type of ['trak', 'mdia', 'minf', 'stbl', 'stsz']) {
    box = box && findBox(reader, type, box.start, box.end);
  }
  return box ? Math.min(reader.u32(box.start + 8), maximumFramesCounted) : 2;
}

/** Pictures that stand for themselves: not hidden, and not a piece, a thumbnail or an auxiliary of another. */
function countPictures(items: Items): number {
  const dependent = new Set(items.hidden);
  for (const { type, from, to } of items.references) {
    if (type === 'dimg') for (const item of to) dependent.add(item);
    if (type === 'thmb' || type === 'auxl') dependent.add(from);
  }
  const pictures = ['hvc1', 'hev1', 'av01', 'grid', 'iden', 'iovl'];
  const count = [...items.types].filter(([item, type]) => pictures.includes(type) && !dependent.has(item)).length;
  return Math.max(1, Math.min(count, maximumFramesCounted));
}
