// Pictures and files that tests make for themselves.
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, createDeflate, deflateSync } from 'node:zlib';
import type { RgbaPixels, RgbPixels } from '@forecourt/quality';
import sharp, { type Sharp } from 'sharp';

/** A picture in which every place has a colour of its own: red grows to the right, green downwards, and the top left is marked blue. */
export function scene(widthPx: number, heightPx: number): RgbPixels {
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0, at = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, at += 3) {
      data[at] = Math.round((x / widthPx) * 255);
      data[at + 1] = Math.round((y / heightPx) * 255);
      data[at + 2] = x < widthPx / 3 && y < heightPx / 3 ? 255 : 40;
    }
  }
  return { data, widthPx, heightPx, channels: 3 };
}

/** The same with an ellipse of alpha in the middle whose edge is soft; colour outside of it is zero. */
export function cutoutScene(widthPx: number, heightPx: number, share = 0.6): RgbaPixels {
  const photo = scene(widthPx, heightPx);
  const data = new Uint8Array(widthPx * heightPx * 4);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    const x = ((pixel % widthPx) / widthPx - 0.5) / (share / 2);
    const y = (Math.floor(pixel / widthPx) / heightPx - 0.5) / (share / 2);
    const alpha = Math.round(Math.max(0, Math.min(1, (1 - Math.hypot(x, y)) * 12)) * 255);
    if (alpha === 0) continue;
    data.set(photo.data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    data[pixel * 4 + 3] = alpha;
  }
  return { data, widthPx, heightPx, channels: 4 };
}

/** sharp over pixels in memory: for files in every way that our own encoder does not write. */
export function toSharp({ data, widthPx, heightPx, channels }: RgbPixels | RgbaPixels): Sharp {
  return sharp(data, { raw: { width: widthPx, height: heightPx, channels } });
}

/** Mean difference of two pictures of the same size, in steps of 256. */
export function meanDifference(left: Uint8Array, right: Uint8Array): number {
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += Math.abs((left[at] ?? 0) - (right[at] ?? 0));
  return sum / left.length;
}

/** A PNG chunk with its checksum. */
export function pngChunk(type: string, content: Uint8Array = new Uint8Array()): Buffer {
  const chunk = Buffer.alloc(12 + content.length);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(content, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length);
  return chunk;
}

export const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** An IHDR chunk of true colour at 8 bits. */
export function pngHeader(widthPx: number, heightPx: number): Buffer {
  const content = Buffer.alloc(13);
  content.writeUInt32BE(widthPx, 0);
  content.writeUInt32BE(heightPx, 4);
  content.set([8, 2, 0, 0, 0], 8);
  return pngChunk('IHDR', content);
}

/** A grey-blue PNG with chunks of the test's choice between header and picture. */
export function pngWith(chunks: readonly Uint8Array[], widthPx = 40, heightPx = 40): Buffer {
  const rows = Buffer.alloc((widthPx * 3 + 1) * heightPx, 0);
  const picture = pngChunk('IDAT', deflateSync(rows));
  return Buffer.concat([pngSignature, pngHeader(widthPx, heightPx), ...chunks, picture, pngChunk('IEND')]);
}

/** A JPEG segment: marker, length, content. */
export function jpegSegment(marker: number, content: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** A JPEG with further segments right behind its start. */
export function jpegWith(jpeg: Uint8Array, segments: readonly Uint8Array[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** An EXIF block with nothing but an orientation. */
export function exifBlock(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
}

/** So many megabytes of zeros as a zlib stream, made without ever holding them. */
export function deflatedZeros(megabytes: number): Promise<Buffer> {
  const megabyte = Buffer.alloc(1_000_000);
  const zeros = function* () {
    for (let count = 0; count < megabytes; count++) yield megabyte;
  };
  return buffer(Readable.from(zeros()).pipe(createDeflate()));
}
