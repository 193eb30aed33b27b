import type { ImageWarning } from '../warnings.ts';
import { type AcceptSize, damaged, truncated } from './damage.ts';
import { type ExifResult, readExifOrientation } from './exif.ts';
import { type ColourModel, type Inspection, maximumParts, RangeList } from './info.ts';
import { isSequentialComplete, type JpegPart } from './jpeg-complete.ts';
import { JpegScans } from './jpeg-scans.ts';
import { ByteReader } from './reader.ts';

const format = 'JPEG';
const endOfImage = 0xd9;
const startOfScan = 0xda;

interface Frame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth: number;
  readonly components: number;
  readonly progressive: boolean;
}

/**
 * Walks the markers of a JPEG (ITU-T T.81, annex B) to its end, without decoding.
 *
 * Of the application segments only JFIF, the colour profile and Adobe's mark go on to the decoder: EXIF with the place it was
 * taken, previews, gain maps, comments and whatever follows the end are left out.
 */
export function inspectJpeg(bytes: Uint8Array, acceptSize: AcceptSize): Inspection {
  const reader = new ByteReader(bytes);
  const kept = new RangeList();
  const scans = new JpegScans();
  const warnings: ImageWarning[] = [];
  const parts: JpegPart[] = [];
  let exif: ExifResult | undefined;
  let frame: Frame | undefined;
  let hasProfile = false;
  let endsAt: number | undefined;

  kept.add(0, 2);
  let at = 2;
  for (let part = 0; ; part++) {
    if (part > maximumParts) throw damaged(format, 'it has an absurd number of parts');
    at = nextMarker(bytes, at);
    const marker = bytes[at + 1];
    if (marker === undefined) break;
    if (marker === endOfImage) {
      kept.add(at, at + 2);
      endsAt = at + 2;
      break;
    }
    // TEM and stray restart marks stand alone.
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      continue;
    }
    if (at + 4 > bytes.length) break;
    const segmentEnd = at + 2 + reader.u16(at + 2);
    if (segmentEnd < at + 4) throw damaged(format, 'a part has no length');
    if (segmentEnd > bytes.length) break;
    const payload = at + 4;
    if (isStartOfFrame(marker)) {
      if (frame) throw damaged(format, 'it has two headers');
      frame = readFrame(reader, payload, segmentEnd, marker);
      acceptSize(frame.widthPx, frame.heightPx);
    }
    if (marker === 0xe1 && !exif && reader.text(payload, 6) === 'Exif\0\0') {
      exif = readExifOrientation(bytes.subarray(payload, segmentEnd));
    }
    const profile = marker === 0xe2 && reader.text(payload, 12) === 'ICC_PROFILE\0';
    hasProfile ||= profile;
    if (marker < 0xe0 || marker === 0xe0 || profile || marker === 0xee) kept.add(at, segmentEnd);
    at = segmentEnd;
    if (marker < startOfScan || marker === 0xdd) parts.push({ marker, start: payload, end: segmentEnd });
    if (marker === startOfScan) {
      if (!frame) throw damaged(format, 'the picture comes before its header');
      scans.begin(bytes.subarray(payload, segmentEnd));
      const scanEnd = skipScan(bytes, at);
      kept.add(at, scanEnd);
      parts.push({ marker, start: payload, end: segmentEnd, dataEnd: scanEnd });
      at = scanEnd;
    }
  }

  if (!frame || scans.count === 0) throw damaged(format, 'it ends within its header');
  const endMissing = endsAt === undefined;
  if (endMissing) {
    // A progressive picture that lacks passes is not seen by a decoder; one that lacks bits within a pass is.
    const complete = frame.progressive ? scans.complete(frame.components) : isSequentialComplete(bytes, parts);
    if (!complete) throw truncated(format);
    warnings.push({ code: 'END_MISSING', message: 'The mark of its end was missing, but the picture is whole.' });
  }
  return {
    type: 'jpeg',
    storedWidthPx: frame.widthPx,
    storedHeightPx: frame.heightPx,
    orientation: exif?.orientation ?? 1,
    bitDepth: frame.bitDepth,
    colour: colourOf(frame.components),
    hasAlpha: false,
    hasProfile,
    frames: 1,
    animated: false,
    trailingBytes: endsAt === undefined ? 0 : bytes.length - endsAt,
    warnings: [...(exif?.warnings ?? []), ...warnings],
    ranges: kept.ranges,
    ...(endMissing && { suffix: Uint8Array.of(0xff, endOfImage) }),
    endMissing,
    wholeInMemory: frame.progressive,
  };
}

/** The next byte pair that is a marker; bytes in between are junk that decoders skip as well. */
function nextMarker(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1) {
    const next = bytes[at + 1];
    if (next !== 0xff && next !== 0x00) return at;
    // A marker may be preceded by any number of fill bytes 0xFF.
    at = next === 0xff ? at + 1 : bytes.indexOf(0xff, at + 2);
  }
  return bytes.length;
}

/** Where the coded data of a scan ends: at the first marker that is neither a stuffed zero nor a restart. */
function skipScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1];
    if (next === undefined) return at;
    if (next === 0x00 || (next >= 0xd0 && next <= 0xd7)) at++;
    else if (next !== 0xff) return at;
  }
  return bytes.length;
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC), which lie between them. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(reader: ByteReader, payload: number, end: number, marker: number): Frame {
  if (end < payload + 6) throw damaged(format, 'its header is too short');
  const components = reader.u8(payload + 5);
  if (components < 1 || components > 4) throw damaged(format, `it claims ${components} colour channels`);
  return {
    bitDepth: reader.u8(payload),
    heightPx: reader.u16(payload + 1),
    widthPx: reader.u16(payload + 3),
    components,
    progressive: marker === 0xc2 || marker === 0xca,
  };
}

function colourOf(components: number): ColourModel {
  if (components === 1) return 'grey';
  if (components === 3) return 'rgb';
  return components === 4 ? 'cmyk' : 'other';
}
