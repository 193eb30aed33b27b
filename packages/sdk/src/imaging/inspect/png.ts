import { crc32, inflateSync } from 'node:zlib';
import type { ImageWarning } from '../warnings.ts';
import { type AcceptSize, damaged, truncated } from './damage.ts';
import { type ExifResult, readExifOrientation } from './exif.ts';
import { type ColourModel, type Inspection, maximumFramesCounted, maximumParts, RangeList } from './info.ts';
import { ByteReader } from './reader.ts';

const format = 'PNG';
/** Profiles of displays and cameras have up to 2 MB; what inflates to more is a bomb. */
const maximumProfileBytes = 4_000_000;
/** All that a decoder needs. Text, times, animation and private chunks are left out: some inflate to gigabytes. */
const keptChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'iCCP', 'IDAT', 'IEND']);
/** Length 0, `IEND`, and its checksum. */
const end = Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82);
const colourTypes: Readonly<Record<number, { colour: ColourModel; alpha: boolean }>> = {
  0: { colour: 'grey', alpha: false },
  2: { colour: 'rgb', alpha: false },
  3: { colour: 'palette', alpha: false },
  4: { colour: 'grey', alpha: true },
  6: { colour: 'rgb', alpha: true },
};

/** Walks the chunks of a PNG (ISO/IEC 15948) and checks the sums of those that a decoder will see. */
export function inspectPng(bytes: Uint8Array, acceptSize: AcceptSize): Inspection {
  const reader = new ByteReader(bytes);
  const kept = new RangeList();
  const warnings: ImageWarning[] = [];
  if (bytes.length < 33) throw truncated(format);
  if (reader.text(12, 4) !== 'IHDR' || reader.u32(8) !== 13) throw damaged(format, 'its header is missing');
  const widthPx = reader.u32(16);
  const heightPx = reader.u32(20);
  acceptSize(widthPx, heightPx);
  const colourType = colourTypes[reader.u8(25)];
  if (!colourType) throw damaged(format, 'its kind of colour does not exist');

  let exif: ExifResult | undefined;
  let hasTransparency = colourType.alpha;
  let hasProfile = false;
  let hasData = false;
  let frames = 1;
  let endsAt: number | undefined;
  kept.add(0, 8);
  let at = 8;
  for (let part = 0; endsAt === undefined && at + 12 <= bytes.length; part++) {
    if (part > maximumParts) throw damaged(format, 'it has an absurd number of parts');
    const length = reader.u32(at);
    const type = reader.text(at + 4, 4);
    const next = at + 12 + length;
    if (next > bytes.length) {
      if (type === 'IDAT' || !hasData) throw truncated(format);
      break;
    }
    const payload = bytes.subarray(at + 8, at + 8 + length);
    let keep = keptChunks.has(type);
    if (keep && crc32(bytes.subarray(at + 4, at + 8 + length)) !== reader.u32(at + 8 + length)) {
      throw damaged(format, `the checksum of its part ${type} at byte ${at} is wrong`);
    }
    if (type === 'IDAT') hasData = true;
    if (type === 'tRNS') hasTransparency = true;
    if (type === 'eXIf') exif ??= readExifOrientation(payload);
    if (type === 'acTL' && length >= 4) frames = Math.min(reader.u32(at + 8), maximumFramesCounted);
    if (type === 'iCCP') {
      keep = !hasProfile && isSoundProfile(payload);
      if (keep) hasProfile = true;
      else warnings.push({ code: 'METADATA_IGNORED', message: 'Its colour profile is damaged and was ignored.' });
    }
    if (keep) kept.add(at, next);
    if (type === 'IEND') endsAt = next;
    at = next;
  }
  if (!hasData) throw truncated(format);
  const endMissing = endsAt === undefined;
  if (endMissing) {
    warnings.push({ code: 'END_MISSING', message: 'The mark of its end was missing, but the picture is whole.' });
  }
  return {
    type: 'png',
    storedWidthPx: widthPx,
    storedHeightPx: heightPx,
    orientation: exif?.orientation ?? 1,
    bitDepth: reader.u8(24),
    colour: colourType.colour,
    hasAlpha: hasTransparency,
    hasProfile,
    frames,
    animated: frames > 1,
    trailingBytes: endsAt === undefined ? 0 : bytes.length - endsAt,
    warnings: [...(exif?.warnings ?? []), ...warnings],
    ranges: kept.ranges,
    ...(endMissing && { suffix: end }),
    endMissing,
    wholeInMemory: reader.u8(28) !== 0,
  };
}

/** Whether an iCCP chunk (name, zero, method zero, zlib stream) inflates to a profile of sane size. */
function isSoundProfile(payload: Uint8Array): boolean {
  const nameEnd = payload.indexOf(0);
  if (nameEnd < 1 || nameEnd > 79 || payload[nameEnd + 1] !== 0) return false;
  try {
    const profile = inflateSync(payload.subarray(nameEnd + 2), { maxOutputLength: maximumProfileBytes });
    // ICC.1:2022, 7.2: bytes 36 to 39 of every profile are its signature.
    return profile.subarray(36, 40).toString('latin1') === 'acsp';
  } catch {
    // Whatever is wrong with it, the picture can be shown without it; the caller is warned.
    return false;
  }
}
