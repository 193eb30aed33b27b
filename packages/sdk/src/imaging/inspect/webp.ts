import { type AcceptSize, damaged, truncated } from './damage.ts';
import { type ExifResult, readExifOrientation } from './exif.ts';
import { type Inspection, maximumFramesCounted, maximumParts } from './info.ts';
import { ByteReader } from './reader.ts';

const format = 'WebP';
const animationFlag = 0x02;
const alphaFlag = 0x10;

interface Header {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAlpha: boolean;
}

/** Walks the chunks of a WebP (RFC 9649): the frame header of VP8, VP8L or VP8X, and what stands beside the picture. */
export function inspectWebp(bytes: Uint8Array, acceptSize: AcceptSize): Inspection {
  const reader = new ByteReader(bytes);
  if (bytes.length < 30) throw truncated(format);
  const little = new ByteReader(bytes, 'little');
  const end = 8 + little.u32(4);
  const first = reader.text(12, 4);
  const header = readHeader(little, first, 20);
  acceptSize(header.widthPx, header.heightPx);
  // The last chunk is padded to an even length, and some writers forget to.
  if (end > bytes.length + 1) throw truncated(format);
  const pictureEnd = Math.min(end, bytes.length);

  let exif: ExifResult | undefined;
  let hasProfile = false;
  let hasPicture = false;
  let frames = 0;
  let at = 12;
  for (let part = 0; at + 8 <= pictureEnd; part++) {
    if (part > maximumParts) throw damaged(format, 'it has an absurd number of parts');
    const type = reader.text(at, 4);
    const length = little.u32(at + 4);
    const payloadEnd = at + 8 + length;
    if (payloadEnd > pictureEnd) throw truncated(format);
    if (type === 'VP8 ' || type === 'VP8L') {
      hasPicture = true;
      const inner = readHeader(little, type, at + 8);
      acceptSize(inner.widthPx, inner.heightPx, 'part');
    }
    if (type === 'ANMF') frames++;
    if (type === 'ICCP') hasProfile = true;
    if (type === 'EXIF') exif ??= readExifOrientation(bytes.subarray(at + 8, payloadEnd));
    at = payloadEnd + (length % 2);
  }
  if (!hasPicture && frames === 0) throw damaged(format, 'it holds no picture');
  const animated = first === 'VP8X' && (reader.u8(20) & animationFlag) !== 0;
  return {
    type: 'webp',
    storedWidthPx: header.widthPx,
    storedHeightPx: header.heightPx,
    orientation: exif?.orientation ?? 1,
    bitDepth: 8,
    colour: 'rgb',
    hasAlpha: header.hasAlpha,
    hasProfile,
    frames: Math.max(1, Math.min(frames, maximumFramesCounted)),
    animated: animated && frames > 1,
    trailingBytes: bytes.length - pictureEnd,
    warnings: exif?.warnings ?? [],
    ranges: [[0, pictureEnd]],
    ...(end > bytes.length && { suffix: new Uint8Array(1) }),
    endMissing: false,
    wholeInMemory: true,
  };
}

function readHeader(reader: ByteReader, type: string, at: number): Header {
  if (type === 'VP8X') {
    return {
      widthPx: reader.u24(at + 4) + 1,
      heightPx: reader.u24(at + 7) + 1,
      hasAlpha: (reader.u8(at) & alphaFlag) !== 0,
    };
  }
  if (type === 'VP8L') {
    if (reader.u8(at) !== 0x2f) throw damaged(format, 'its header is wrong');
    const packed = reader.u32(at + 1);
    return {
      widthPx: (packed & 0x3fff) + 1,
      heightPx: ((packed >>> 14) & 0x3fff) + 1,
      hasAlpha: ((packed >>> 28) & 1) === 1,
    };
  }
  if (type === 'VP8 ') {
    // RFC 6386, 9.1: three bytes of frame tag, a start code, then 14 bits each of width and height.
    if (reader.u24(at + 3) !== 0x2a019d) throw damaged(format, 'its header is wrong');
    return { widthPx: reader.u16(at + 6) & 0x3fff, heightPx: reader.u16(at + 8) & 0x3fff, hasAlpha: false };
  }
  throw damaged(format, 'its header is missing');
}
