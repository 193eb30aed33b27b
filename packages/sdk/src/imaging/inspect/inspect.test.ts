import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageLimitsSchema } from '../limits.ts';
import {
  deflatedZeros,
  exifBlock,
  jpegSegment,
  jpegWith,
  pngChunk,
  pngHeader,
  pngSignature,
  pngWith,
  scene,
  toSharp,
} from '../testing/pictures.ts';
import { inspect, inspectImage } from './inspect.ts';

const photo = scene(60, 48);
const jpeg = await toSharp(photo).jpeg().toBuffer();

const samples = [
  ['jpeg', jpeg],
  ['jpeg', await toSharp(photo).jpeg({ progressive: true }).toBuffer()],
  ['png', await toSharp(photo).png().toBuffer()],
  ['webp', await toSharp(photo).webp().toBuffer()],
  ['webp', await toSharp(photo).webp({ lossless: true }).toBuffer()],
  [
    'webp',
    await toSharp(photo)
      .withExif({ IFD0: { Make: 'x' } })
      .webp()
      .toBuffer(),
  ],
  ['avif', await toSharp(photo).avif({ effort: 0 }).toBuffer()],
  ['tiff', await toSharp(photo).tiff().toBuffer()],
  ['tiff', await toSharp(photo).tiff({ bigtiff: true }).toBuffer()],
  ['tiff', await toSharp(photo).tiff({ tile: true, tileWidth: 256, tileHeight: 256 }).toBuffer()],
  ['gif', await toSharp(photo).gif().toBuffer()],
] as const;

describe('the size and type of a file', () => {
  it.each(samples)('are read from the content of a %s', (type, bytes) => {
    expect(inspectImage(bytes)).toMatchObject({ type, mediaType: `image/${type}`, widthPx: 60, heightPx: 48, frames: 1, trailingBytes: 0 });
  });

  it('are as sharp reads them, for pictures of any size', async () => {
    const sides = fc.tuple(
      fc.integer({ min: 32, max: 300 }),
      fc.integer({ min: 32, max: 300 }),
      fc.constantFrom('jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'),
    );
    await fc.assert(
      fc.asyncProperty(sides, async ([widthPx, heightPx, format]) => {
        const bytes = await toSharp(scene(widthPx, heightPx))
          .toFormat(format as 'png', { effort: 1 })
          .toBuffer();
        const { width, height, hasAlpha } = await sharp(bytes).metadata();
        expect(inspectImage(bytes)).toMatchObject({ type: format, widthPx: width, heightPx: height, hasAlpha });
      }),
      { numRuns: 40 },
    );
  });

  it('swap sides where EXIF turns the picture by a quarter', () => {
    for (const orientation of [1, 2, 3, 4]) {
      expect(inspectImage(jpegWith(jpeg, [jpegSegment(0xe1, exifBlock(orientation))]))).toMatchObject({
        orientation,
        widthPx: 60,
        heightPx: 48,
      });
    }
    for (const orientation of [5, 6, 7, 8]) {
      expect(inspectImage(jpegWith(jpeg, [jpegSegment(0xe1, exifBlock(orientation))]))).toMatchObject({
        orientation,
        widthPx: 48,
        heightPx: 60,
      });
    }
  });

  it('count what follows the end, and the frames', async () => {
    expect(inspectImage(Buffer.concat([jpeg, Buffer.from('PK\x03\x04 ../x')]))).toMatchObject({ trailingBytes: 9 });
    const frames = await sharp(
      [await toSharp(scene(40, 40)).png().toBuffer(), await toSharp(scene(40, 41)).resize(40, 40).flop().png().toBuffer()],
      {
        join: { animated: true },
      },
    )
      .gif()
      .toBuffer();
    expect(inspectImage(frames)).toMatchObject({ frames: 2, animated: true, warnings: [{ code: 'ANIMATED' }] });
  });
});

describe('a decoder', () => {
  const seenOf = (bytes: Uint8Array) => {
    const { ranges } = inspect(bytes, imageLimitsSchema.parse({}));
    return Buffer.concat(ranges.map(([start, end]) => bytes.subarray(start, end)));
  };

  it('sees nothing of a JPEG but the picture, its profile and its colour marks', async () => {
    const plain = await toSharp(photo).withIccProfile('p3').jpeg().toBuffer();
    const dressed = jpegWith(plain, [
      jpegSegment(0xe1, exifBlock(6)),
      jpegSegment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>')),
      jpegSegment(0xe2, Buffer.from('MPF\0II*\0')),
      jpegSegment(0xed, Buffer.from('Photoshop 3.0\0')),
      jpegSegment(0xfe, Buffer.from('%PDF-1.7 a comment')),
    ]);
    expect(Buffer.compare(seenOf(Buffer.concat([dressed, Buffer.from('<?php')])), plain)).toBe(0);
  });

  it('sees nothing of a PNG but the picture and its profile', async () => {
    const chunks = ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'acTL', 'fcTL', 'fdAT', 'prVt'].map((type) =>
      pngChunk(type, Buffer.from('x\0\0')),
    );
    expect(Buffer.compare(seenOf(Buffer.concat([pngWith(chunks), Buffer.from('<?php')])), pngWith([]))).toBe(0);
  });

  it('sees the first frame of a GIF alone', async () => {
    const still = await toSharp(photo).gif().toBuffer();
    const animated = await sharp([await toSharp(photo).png().toBuffer(), await toSharp(photo).flop().png().toBuffer()], {
      join: { animated: true },
    })
      .gif()
      .toBuffer();
    expect(seenOf(animated).length).toBeLessThan(animated.length - still.length / 2);
  });
});

describe('EXIF', () => {
  it.each([9, 77, 65_535])('orientation %i does not exist, and is taken as upright with a warning', (orientation) => {
    const info = inspectImage(jpegWith(jpeg, [jpegSegment(0xe1, exifBlock(orientation))]));
    expect(info).toMatchObject({ orientation: 1, warnings: [{ code: 'ORIENTATION_INVALID' }] });
  });

  it('is ignored with a warning or read, whatever its bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, keepHeader) => {
        const block = keepHeader ? Buffer.concat([exifBlock(6).subarray(0, 14), noise]) : Buffer.concat([Buffer.from('Exif\0\0'), noise]);
        const { orientation } = inspectImage(jpegWith(jpeg, [jpegSegment(0xe1, block)]));
        expect(orientation).toBeGreaterThanOrEqual(1);
        expect(orientation).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('what is no photo', () => {
  it.each([
    ['BM\x36\0\0\0', 'bitmap'],
    ['\0\0\x01\0\x01\0', 'icon'],
    ['%PDF-1.7', 'PDF'],
    ['<!DOCTYPE html><html>', 'HTML'],
    ['\ufeff  <svg xmlns="http://www.w3.org/2000/svg"/>', 'SVG'],
    ['<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><svg>&y;</svg>', 'SVG'],
    ['<?php phpinfo();', 'PHP'],
    ['PK\x03\x04', 'ZIP'],
    ['8BPS', 'Photoshop'],
    ['FUJIFILMCCD-RAW 0201', 'raw photo'],
    ['IIRO\x08\0\0\0', 'raw photo'],
    ['II*\0\x10\0\0\0CR\x02\0', 'raw photo'],
    ['\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'raw photo'],
    ['\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'video'],
    ['\0\0\0\x18ftypisom\0\0\0\0isommp42', 'video'],
    ['RIFF\x10\0\0\0AVI LIST', 'video'],
    ['MZ\x90\0', 'program'],
  ])('%j is refused as what it is', (text, what) => {
    const bytes = text.startsWith('\ufeff') ? Buffer.from(text, 'utf8') : Buffer.from(text, 'latin1');
    expect(() => inspectImage(bytes)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_TYPE', message: expect.stringContaining(what) }),
    );
  });

  it('is refused for any random bytes, in a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), (noise) => {
        expect(() => inspectImage(noise)).toThrow(expect.objectContaining({ name: 'ForecourtError' }));
      }),
      { numRuns: 500 },
    );
  });

  it('is a raw photo where a TIFF says so', async () => {
    const tiff = await toSharp(photo).tiff().toBuffer();
    const entry = tiff.readUInt32LE(4) + 2;
    // The first entry becomes DNGVersion, which only DNG has.
    tiff.writeUInt16LE(50706, entry + 12 * (tiff.readUInt16LE(entry - 2) - 1));
    expect(() => inspectImage(tiff)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_TYPE' }));
  });
});

describe('headers that lie', () => {
  it.each([
    [0, 40, 'NOT_DECODABLE'],
    [40, 0, 'NOT_DECODABLE'],
    [2 ** 31 - 1, 2 ** 31 - 1, 'TOO_MANY_PIXELS'],
    [20_000, 20_000, 'TOO_MANY_PIXELS'],
    [20_000, 31, 'TOO_SMALL'],
    [1, 1, 'TOO_SMALL'],
  ])('a PNG of %i × %i is refused before any decoder sees it', (widthPx, heightPx, code) => {
    const bytes = Buffer.concat([pngSignature, pngHeader(widthPx, heightPx), pngChunk('IDAT'), pngChunk('IEND')]);
    expect(() => inspectImage(bytes)).toThrow(expect.objectContaining({ code }));
  });

  it('a part of a file may cost no more than a whole: the tile of a TIFF, the frame of a GIF', async () => {
    const tiff = await toSharp(photo).tiff({ tile: true, tileWidth: 256, tileHeight: 256 }).toBuffer();
    const directory = tiff.readUInt32LE(4);
    for (let index = 0; index < tiff.readUInt16LE(directory); index++) {
      const entry = directory + 2 + index * 12;
      if ([322, 323].includes(tiff.readUInt16LE(entry))) {
        tiff.writeUInt16LE(4, entry + 2);
        tiff.writeUInt32LE(1 << 20, entry + 8);
      }
    }
    expect(() => inspectImage(tiff)).toThrow(expect.objectContaining({ code: 'TOO_MANY_PIXELS' }));
    const gif = await toSharp(photo).gif().toBuffer();
    const descriptor = gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 60, 0]));
    expect(descriptor).toBeGreaterThan(0);
    gif.writeUInt16LE(65_535, descriptor + 5);
    gif.writeUInt16LE(65_535, descriptor + 7);
    expect(() => inspectImage(gif)).toThrow(expect.objectContaining({ code: 'TOO_MANY_PIXELS' }));
  });

  it('a TIFF whose directories form a ring is read once around', async () => {
    const tiff = await toSharp(photo).tiff().toBuffer();
    const directory = tiff.readUInt32LE(4);
    tiff.writeUInt32LE(directory, directory + 2 + tiff.readUInt16LE(directory) * 12);
    expect(inspectImage(tiff)).toMatchObject({ frames: 1, widthPx: 60 });
  });
});

describe('files made to be slow', () => {
  // Each would take hours if any step were quadratic in it; the runner's time limit is far below that.
  it.each([
    ['a PNG of a million empty chunks', () => pngWith([Buffer.concat(new Array<Buffer>(1_000_000).fill(pngChunk('tEXt')))])],
    [
      'a JPEG of millions of empty segments',
      () => jpegWith(jpeg, [Buffer.concat(new Array<Buffer>(4_000_000).fill(jpegSegment(0xfe, new Uint8Array())))]),
    ],
    ['a JPEG of fill bytes', () => jpegWith(jpeg, [Buffer.alloc(60_000_000, 0xff)])],
    [
      'a JPEG whose scan is all stuffed bytes',
      () => Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(60_000_000, Buffer.from([0xff, 0x00]))]),
    ],
    [
      'a GIF of empty extensions',
      () => Buffer.concat([Buffer.from('GIF89a\x40\0\x40\0\0\0\0', 'latin1'), Buffer.alloc(30_000_000, Buffer.from([0x21, 0xfe, 0x00]))]),
    ],
    [
      'a HEIF file of empty boxes',
      () =>
        Buffer.concat([
          Buffer.from('\0\0\0\x10ftypavif\0\0\0\0', 'latin1'),
          Buffer.alloc(40_000_000, Buffer.from('\0\0\0\x08free', 'latin1')),
        ]),
    ],
  ])('%s is read once and done with', (_name, make) => {
    const bytes = make();
    try {
      expect(inspectImage(bytes)).toMatchObject({ bytes: bytes.byteLength });
    } catch (error) {
      expect(error).toMatchObject({ name: 'ForecourtError' });
    }
  });

  it('a colour profile that inflates to a gigabyte is dropped', async () => {
    const bomb = Buffer.concat([Buffer.from('icc\0\0', 'latin1'), await deflatedZeros(1000)]);
    const before = process.memoryUsage.rss();
    const info = inspectImage(pngWith([pngChunk('iCCP', bomb)]));
    expect(info).toMatchObject({ hasProfile: false, warnings: [{ code: 'METADATA_IGNORED' }] });
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
  });
});

describe('limits', () => {
  it('are checked against the size of the file first', () => {
    expect(() => inspectImage(jpeg, { bytes: 100 })).toThrow(expect.objectContaining({ code: 'FILE_TOO_LARGE' }));
    expect(() => inspectImage(new Uint8Array())).toThrow(expect.objectContaining({ code: 'EMPTY_FILE' }));
  });

  it('that do not exist are an error', () => {
    expect(() => inspectImage(jpeg, { megabytes: 3 } as object)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
