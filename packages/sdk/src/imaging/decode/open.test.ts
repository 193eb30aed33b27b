import { setImmediate } from 'node:timers/promises';
import { errorCodes, ForecourtError } from '@forecourt/errors';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { withRotation } from '../testing/heif.ts';
import {
  cutoutScene,
  deflatedZeros,
  exifBlock,
  jpegSegment,
  jpegWith,
  meanDifference,
  pngChunk,
  pngWith,
  scene,
  toSharp,
} from '../testing/pictures.ts';
import { decodeImage, openImage } from './open.ts';

const photo = scene(96, 64);
const jpeg = await toSharp(photo).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
const files = {
  jpeg,
  'progressive jpeg': await toSharp(photo).jpeg({ progressive: true }).toBuffer(),
  png: await toSharp(photo).png().toBuffer(),
  'interlaced png': await toSharp(photo).png({ progressive: true }).toBuffer(),
  webp: await toSharp(photo).webp().toBuffer(),
  'lossless webp': await toSharp(photo).webp({ lossless: true }).toBuffer(),
  avif: await toSharp(photo).avif({ effort: 0 }).toBuffer(),
  tiff: await toSharp(photo).tiff({ compression: 'deflate' }).toBuffer(),
  gif: await toSharp(photo).gif().toBuffer(),
};
const kinds = Object.entries(files);

describe('decoding', () => {
  it.each(kinds)('gives the pixels of a %s', async (_kind, bytes) => {
    const { pixels, warnings } = await decodeImage(bytes);
    expect(pixels).toMatchObject({ widthPx: 96, heightPx: 64, channels: 3 });
    expect(warnings).toEqual([]);
    expect(meanDifference(pixels.data, photo.data)).toBeLessThan(6);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('stands a picture of EXIF orientation %i upright', async (orientation) => {
    // Stored so that turning it by the orientation gives the photo: sharp does the turning on its own here, by its own reading of EXIF.
    const file = jpegWith(jpeg, [jpegSegment(0xe1, exifBlock(orientation))]);
    const { data, info } = await sharp(file).autoOrient().raw().toBuffer({ resolveWithObject: true });
    const { pixels } = await decodeImage(file);
    expect([pixels.widthPx, pixels.heightPx]).toEqual([info.width, info.height]);
    expect(meanDifference(pixels.data, data)).toBe(0);
  });

  it('reads the orientation of PNG and WebP as well', async () => {
    const png = pngWith([pngChunk('eXIf', exifBlock(6).subarray(6))], 50, 40);
    expect((await decodeImage(png)).pixels).toMatchObject({ widthPx: 40, heightPx: 50 });
    const webp = await toSharp(photo).withMetadata({ orientation: 8 }).webp().toBuffer();
    expect((await decodeImage(webp)).pixels).toMatchObject({ widthPx: 64, heightPx: 96 });
  });

  it('turns AVIF once: by its own property, and never by EXIF', async () => {
    const turned = withRotation(files.avif, 1);
    const { pixels, info } = await decodeImage(turned);
    expect(info).toMatchObject({ widthPx: 64, heightPx: 96, orientation: 1 });
    const expected = await toSharp(photo).rotate(-90).raw().toBuffer();
    expect(meanDifference(pixels.data, expected)).toBeLessThan(6);
  });

  it('brings wide colours home to sRGB', async () => {
    for (const format of ['png', 'jpeg', 'webp', 'avif', 'tiff'] as const) {
      const file = await toSharp(photo)
        .withIccProfile('p3')
        .toFormat(format, format === 'png' ? {} : { quality: 100 })
        .toBuffer();
      const stored = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
      expect(meanDifference(stored, photo.data), format).toBeGreaterThan(4);
      const { pixels, info } = await decodeImage(file);
      expect(info.hasProfile, format).toBe(true);
      expect(meanDifference(pixels.data, photo.data), format).toBeLessThan(3);
    }
  });

  it('converts printing colours, with a warning where no profile says which', async () => {
    const cmyk = await toSharp(photo).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer();
    const withProfile = await decodeImage(cmyk);
    expect(withProfile).toMatchObject({ info: { colour: 'cmyk', hasProfile: true }, warnings: [], pixels: { channels: 3 } });
    const bare = await decodeImage(await toSharp(photo).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer());
    expect(bare).toMatchObject({ warnings: [{ code: 'CMYK_WITHOUT_PROFILE' }], pixels: { channels: 3 } });
  });

  it.each([
    ['16 bits', () => toSharp(photo).toColourspace('rgb16').png().toBuffer(), 3],
    ['grey', () => toSharp(photo).toColourspace('b-w').jpeg().toBuffer(), 3],
    ['grey with alpha', () => toSharp(cutoutScene(40, 40)).toColourspace('b-w').png().toBuffer(), 4],
    ['16 bits with alpha', () => toSharp(cutoutScene(40, 40)).toColourspace('rgb16').png().toBuffer(), 4],
    ['Lab', () => toSharp(photo).toColourspace('lab').tiff().toBuffer(), 3],
    ['floating point', () => toSharp(photo).toColourspace('scrgb').tiff().toBuffer(), 3],
    ['one bit', () => toSharp(photo).toColourspace('b-w').tiff({ bitdepth: 1 }).toBuffer(), 3],
  ] as const)('gives 8-bit RGB for %s', async (_what, make, channels) => {
    const { pixels } = await decodeImage(await make());
    expect(pixels.channels).toBe(channels);
    expect(pixels.data).toHaveLength(pixels.widthPx * pixels.heightPx * channels);
  });

  it('keeps alpha, exactly', async () => {
    const cutout = cutoutScene(80, 60);
    const { pixels } = await decodeImage(await toSharp(cutout).png().toBuffer());
    expect(pixels).toMatchObject({ channels: 4 });
    expect(meanDifference(pixels.data, cutout.data)).toBe(0);
  });

  it('leaves what the decoder should not see in the file: text, gain maps, previews', async () => {
    const bomb = Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), await deflatedZeros(200)]);
    const file = pngWith([
      pngChunk('zTXt', bomb),
      pngChunk('zTXt', bomb),
      pngChunk('iTXt', Buffer.concat([Buffer.from('x\0\x01\0\0\0', 'latin1'), bomb])),
    ]);
    await decodeImage(pngWith([]));
    const before = process.memoryUsage.rss();
    let highest = before;
    const sampler = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage.rss());
    }, 1);
    await decodeImage(file);
    clearInterval(sampler);
    expect(Math.max(highest, process.memoryUsage.rss()) - before).toBeLessThan(50_000_000);
  });
});

describe('a damaged file', () => {
  const pictureFaults = Object.entries(errorCodes)
    .filter(([, { fault }]) => fault === 'picture')
    .map(([code]) => code);

  /** Either the whole picture or an error that blames the picture; never a crash, never our own defect. */
  const expectSound = async (bytes: Uint8Array) => {
    try {
      const { pixels, info } = await decodeImage(bytes, { limits: { timeMs: 5000, minSidePx: 1 } });
      expect(pixels.data).toHaveLength(pixels.widthPx * pixels.heightPx * pixels.channels);
      expect(info).toMatchObject({ widthPx: pixels.widthPx, heightPx: pixels.heightPx });
      return pixels;
    } catch (error) {
      if (!ForecourtError.is(error)) throw error;
      expect(pictureFaults).toContain(error.code);
      return undefined;
    }
  };

  it.each(kinds)('%s cut at any byte is refused, or was whole', async (_kind, bytes) => {
    const whole = await decodeImage(bytes);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 1 }), async (cut) => {
        const pixels = await expectSound(bytes.subarray(0, cut));
        if (pixels) expect(meanDifference(pixels.data, whole.pixels.data)).toBeLessThan(0.05);
      }),
      { numRuns: 150 },
    );
  });

  it.each(kinds)('%s with changed bytes never brings the process down', async (_kind, bytes) => {
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(changes, async (edits) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of edits) changed[at] = value;
        await expectSound(changed);
      }),
      { numRuns: 120 },
    );
  });

  it.each(kinds)('%s followed by anything decodes to the same pixels', async (kind, bytes) => {
    // A TIFF has no end: what follows belongs to it as far as anybody can tell, and is not looked at either.
    const { pixels } = await decodeImage(bytes);
    const tail = Buffer.from('%PDF-1.7 <script>alert(1)</script> PK\x03\x04');
    const { pixels: same, info } = await decodeImage(Buffer.concat([bytes, tail]));
    expect(meanDifference(same.data, pixels.data)).toBe(0);
    if (kind !== 'tiff') expect(info.trailingBytes).toBe(tail.length);
  });

  it('is a cut JPEG where the picture stops, and a whole one where only the mark of the end is missing', async () => {
    for (const file of [files.jpeg, files['progressive jpeg']]) {
      const withoutEnd = await decodeImage(file.subarray(0, -2));
      expect(withoutEnd.warnings).toMatchObject([{ code: 'END_MISSING' }]);
      expect(meanDifference(withoutEnd.pixels.data, (await decodeImage(file)).pixels.data)).toBe(0);
      await expect(decodeImage(file.subarray(0, -30))).rejects.toMatchObject({ code: 'TRUNCATED' });
    }
  });

  it('is a progressive JPEG that stops between two passes', async () => {
    const file = files['progressive jpeg'];
    const lastScan = file.lastIndexOf(Buffer.from([0xff, 0xda]));
    await expect(decodeImage(file.subarray(0, lastScan))).rejects.toMatchObject({ code: 'TRUNCATED' });
  });

  it('is no JPEG with stray bytes between its parts: cameras write those', async () => {
    const stray = Buffer.concat([jpeg.subarray(0, -2), Buffer.from([1, 2, 3]), jpeg.subarray(-2)]);
    expect(meanDifference((await decodeImage(stray)).pixels.data, (await decodeImage(jpeg)).pixels.data)).toBe(0);
  });
});

describe('limits', () => {
  it('stop a decode that takes too long', async () => {
    const slow = await toSharp(scene(3000, 3000)).avif({ effort: 0 }).toBuffer();
    await expect(decodeImage(slow, { limits: { timeMs: 1 } })).rejects.toMatchObject({ code: 'DECODE_TIMEOUT', details: { limitMs: 1 } });
  });

  it('stop a picture that would take too much memory, before it takes any', async () => {
    await expect(decodeImage(jpeg, { limits: { memoryBytes: 10_000 } })).rejects.toMatchObject({ code: 'TOO_MANY_PIXELS' });
  });

  it('and abort end a decode at once, also before and while it waits', async () => {
    const reason = new Error('the page was closed');
    await expect(decodeImage(jpeg, { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
    const slow = await toSharp(scene(2500, 2500)).png({ compressionLevel: 1 }).toBuffer();
    const controller = new AbortController();
    const decodes = Array.from({ length: 40 }, () => decodeImage(slow, { signal: controller.signal }));
    // The first are being decoded by now, and the others wait for their turn: none of them comes to its end.
    await setImmediate();
    controller.abort();
    const results = await Promise.allSettled(decodes);
    expect(
      results.every((result) => result.status === 'rejected' && ForecourtError.is(result.reason) && result.reason.code === 'ABORTED'),
    ).toBe(true);
    // The turns that were given up come back.
    await expect(decodeImage(jpeg)).resolves.toMatchObject({ pixels: { widthPx: 96 } });
  });
});

describe('an opened image', () => {
  it('gives the photo at full size, and resized from the same decode', async () => {
    const opened = await openImage(jpeg);
    expect(meanDifference(opened.pixels().data, (await decodeImage(jpeg)).pixels.data)).toBe(0);
    const { pixels, content } = await opened.resized(32, 32);
    expect(pixels).toMatchObject({ widthPx: 32, heightPx: 32, channels: 3 });
    expect(content).toEqual({ leftPx: 0, topPx: 0, widthPx: 32, heightPx: 32 });
    const expected = await toSharp(opened.pixels()).resize(32, 32, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
    expect(meanDifference(pixels.data, expected)).toBe(0);
  });

  it('letterboxes with bars of the given colour, and says where the picture lies', async () => {
    const { pixels, content } = await (await openImage(jpeg)).resized(60, 60, { fit: 'letterbox', background: '#0f0' });
    expect(content).toEqual({ leftPx: 0, topPx: 10, widthPx: 60, heightPx: 40 });
    expect([...pixels.data.subarray(0, 3)]).toEqual([0, 255, 0]);
    expect([...pixels.data.subarray(-3)]).toEqual([0, 255, 0]);
    expect(pixels.data[(30 * 60 + 30) * 3 + 1]).toBeLessThan(200);
  });

  it('lays a cutout on white with a warning, and says nothing where all is opaque', async () => {
    const opened = await openImage(await toSharp(cutoutScene(64, 64)).png().toBuffer());
    expect(opened.warnings).toMatchObject([{ code: 'ALPHA_FLATTENED' }]);
    expect([...opened.pixels().data.subarray(0, 3)]).toEqual([255, 255, 255]);
    const opaque = await openImage(await toSharp(photo).ensureAlpha().png().toBuffer());
    expect(opaque.warnings).toEqual([]);
    expect(meanDifference(opaque.pixels().data, photo.data)).toBe(0);
  });

  it('refuses sizes and options that make no sense', async () => {
    const opened = await openImage(jpeg);
    await expect(opened.resized(0, 10)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(opened.resized(10, 10, { kernel: 'magic' as 'cubic' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(openImage(jpeg, { background: 'mauve-ish' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
