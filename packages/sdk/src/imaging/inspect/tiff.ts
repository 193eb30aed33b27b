import { ForecourtError } from '@forecourt/errors';
import { type AcceptSize, damaged, truncated } from './damage.ts';
import { orientationOf } from './exif.ts';
import { type ColourModel, type Inspection, maximumFramesCounted } from './info.ts';
import { ByteReader, EndOfBytes } from './reader.ts';

const format = 'TIFF';
const tag = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  photometric: 262,
  orientation: 274,
  samplesPerPixel: 277,
  tileWidth: 322,
  tileHeight: 323,
  subDirectories: 330,
  extraSamples: 338,
  profile: 34675,
  dngVersion: 50706,
} as const;
/** A directory with more entries than this is damage. TIFF files of cameras have up to 100. */
const maximumEntries = 4096;
/** libtiff stops at 64 channels; no picture of a car has more than five. */
const maximumSamples = 5;

type Directory = ReadonlyMap<number, number>;

/** Reads the first directory of a TIFF (TIFF 6.0, section 2; BigTIFF alike) and counts the others. */
export function inspectTiff(bytes: Uint8Array, acceptSize: AcceptSize): Inspection {
  try {
    return inspect(bytes, acceptSize);
  } catch (error) {
    if (error instanceof EndOfBytes) throw truncated(format, error);
    throw error;
  }
}

function inspect(bytes: Uint8Array, acceptSize: AcceptSize): Inspection {
  const reader = new ByteReader(bytes, bytes[0] === 0x49 ? 'little' : 'big');
  const big = reader.u16(2) === 43;
  const { fields, pages } = readDirectories(reader, big);
  const photometric = fields.get(tag.photometric) ?? 1;
  rejectRaw(fields, photometric);

  const widthPx = fields.get(tag.width) ?? 0;
  const heightPx = fields.get(tag.height) ?? 0;
  acceptSize(widthPx, heightPx);
  const tileWidth = fields.get(tag.tileWidth);
  const tileHeight = fields.get(tag.tileHeight);
  // A tile is decoded as a whole, so a lie about its size is as dear as one about the picture's.
  if (tileWidth !== undefined && tileHeight !== undefined) acceptSize(tileWidth, tileHeight, 'part');
  const samples = fields.get(tag.samplesPerPixel) ?? 1;
  if (samples < 1 || samples > maximumSamples) throw damaged(format, `it claims ${samples} colour channels`);
  const { orientation, warnings } = orientationOf(fields.get(tag.orientation) ?? 1);
  return {
    type: 'tiff',
    storedWidthPx: widthPx,
    storedHeightPx: heightPx,
    orientation,
    bitDepth: fields.get(tag.bitsPerSample) ?? 1,
    colour: colourOf(photometric),
    hasAlpha: fields.has(tag.extraSamples),
    hasProfile: fields.has(tag.profile),
    frames: pages,
    animated: false,
    trailingBytes: 0,
    warnings,
    ranges: [[0, bytes.length]],
    endMissing: false,
    wholeInMemory: true,
  };
}

function readDirectories(reader: ByteReader, big: boolean): { fields: Directory; pages: number } {
  const seen = new Set<number>();
  let at = big ? reader.u64(8) : reader.u32(4);
  let fields: Directory | undefined;
  while (at !== 0 && !seen.has(at) && seen.size < maximumFramesCounted) {
    seen.add(at);
    try {
      const directory = readDirectory(reader, at, big, fields === undefined);
      fields ??= directory.fields;
      at = directory.next;
    } catch (error) {
      // The first page is all that is used: a damaged one behind it does no harm.
      if (!fields || !(error instanceof EndOfBytes || ForecourtError.is(error))) throw error;
      seen.delete(at);
      break;
    }
  }
  if (!fields) throw damaged(format, 'it holds no picture');
  return { fields, pages: seen.size };
}

function readDirectory(reader: ByteReader, at: number, big: boolean, wanted: boolean): { fields: Directory; next: number } {
  const [countBytes, entryBytes] = big ? [8, 20] : [2, 12];
  const count = big ? reader.u64(at) : reader.u16(at);
  if (count < 1 || count > maximumEntries) throw damaged(format, 'its list of contents is damaged');
  const entriesEnd = at + countBytes + count * entryBytes;
  const fields = new Map<number, number>();
  if (wanted) {
    for (let entry = at + countBytes; entry < entriesEnd; entry += entryBytes) {
      fields.set(reader.u16(entry), firstValue(reader, entry, big));
    }
  }
  return { fields, next: big ? reader.u64(entriesEnd) : reader.u32(entriesEnd) };
}

/** The first value of an entry if it is a whole number, else 0. More than fit into the entry lie elsewhere in the file. */
function firstValue(reader: ByteReader, entry: number, big: boolean): number {
  const type = reader.u16(entry + 2);
  const size = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 }[type];
  if (size === undefined) return 0;
  const count = big ? reader.u64(entry + 4) : reader.u32(entry + 4);
  const field = entry + (big ? 12 : 8);
  const inline = count * size <= (big ? 8 : 4);
  // A colour profile or a maker's note may lie anywhere; only numbers that we need are worth an error.
  const at = inline ? field : big ? reader.u64(field) : reader.u32(field);
  if (at + size > reader.length) return 0;
  if (size === 1) return reader.u8(at);
  if (size === 2) return reader.u16(at);
  return size === 4 ? reader.u32(at) : reader.u64(at);
}

function rejectRaw(fields: Directory, photometric: number): void {
  const colourFilterArray = 32803;
  const linearRaw = 34892;
  // Nikon, Sony and others put a small preview into the first directory and the sensor's data into directories below it.
  const preview = ((fields.get(tag.newSubfileType) ?? 0) & 1) === 1 && fields.has(tag.subDirectories);
  if (!fields.has(tag.dngVersion) && !preview && photometric !== colourFilterArray && photometric !== linearRaw) return;
  throw new ForecourtError('UNSUPPORTED_TYPE', 'This is a raw photo of a camera (such as DNG, NEF or ARW), which is not read.', {
    hint: 'Let the camera or its software save it as JPEG, and use that.',
  });
}

function colourOf(photometric: number): ColourModel {
  if (photometric === 0 || photometric === 1) return 'grey';
  if (photometric === 2 || photometric === 6) return 'rgb';
  if (photometric === 3) return 'palette';
  if (photometric === 5) return 'cmyk';
  return photometric >= 8 && photometric <= 10 ? 'lab' : 'other';
}
