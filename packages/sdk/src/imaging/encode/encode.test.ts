import type { RgbaPixels } from '@forecourt/quality';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '../decode/open.ts';
import { cutoutScene, meanDifference, scene, toSharp } from '../testing/pictures.ts';
import { encodeImage } from './encode.ts';
import { outputFormats } from './options.ts';

const photo = scene(120, 80);
const cutout = cutoutScene(120, 80);
const withAlpha = ['png', 'webp', 'avif', 'tiff'] as const;

/** sharp makes three channels of one unless it is told not to. */
const readRaw = (file: Uint8Array, channels: number) =>
  sharp(file)
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });

describe('writing a picture', () => {
  it.each(outputFormats)('as %s gives the same picture back', async (format) => {
    const { pixels, info } = await decodeImage(await encodeImage(photo, { format }));
    expect(info.type).toBe(format);
    expect(pixels).toMatchObject({ widthPx: 120, heightPx: 80, channels: 3 });
    expect(meanDifference(pixels.data, photo.data)).toBeLessThan(format === 'png' || format === 'tiff' ? 0.0001 : 4);
  });

  it.each(withAlpha)('as %s keeps alpha', async (format) => {
    const { pixels } = await decodeImage(await encodeImage(cutout, { format }));
    expect(pixels.channels).toBe(4);
    const alphaOf = (data: Uint8Array) => data.filter((_value, index) => index % 4 === 3);
    expect(meanDifference(alphaOf(pixels.data), alphaOf(cutout.data))).toBeLessThan(format === 'avif' ? 2 : 0.0001);
  });

  it('as PNG or TIFF gives back every byte, for pictures of any size', async () => {
    const picture = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(1, 3, 4),
      fc.constantFrom('png', 'tiff'),
      fc.nat(),
    );
    await fc.assert(
      fc.asyncProperty(picture, async ([widthPx, heightPx, channels, format, seed]) => {
        const data = Uint8Array.from(
          { length: widthPx * heightPx * channels },
          (_value, index) => ((index * 7919 + seed * 31) >> (index % 3)) & 0xff,
        );
        const file = await encodeImage({ data, widthPx, heightPx, channels } as RgbaPixels, { format: format as 'png' });
        const back = await readRaw(file, channels);
        expect(back.info).toMatchObject({ width: widthPx, height: heightPx, channels });
        expect(Buffer.compare(back.data, data)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each(outputFormats)('as %s says that it is sRGB, and carries nothing else', async (format) => {
    const source = await toSharp(photo)
      .withExif({ IFD0: { Make: 'Leaky' }, IFD3: { GPSLatitude: '47/1 0/1 0/1' } })
      .jpeg()
      .toBuffer();
    const { pixels } = await decodeImage(source);
    const file = Buffer.from(await encodeImage(pixels, { format }));
    const { exif, xmp, iptc, icc, density } = await sharp(file).metadata();
    expect({ exif, xmp, iptc }).toEqual({ exif: undefined, xmp: undefined, iptc: undefined });
    expect(density ?? 72).toBe(72);
    expect(file.includes('Leaky')).toBe(false);
    if (format === 'png') expect(file.indexOf('sRGB')).toBe(37);
    else expect(icc?.includes('sRGB') || icc?.includes(Buffer.from('sRGB', 'utf16le').swap16())).toBe(true);
  });

  it('never makes a palette of few colours', async () => {
    const flat = { data: new Uint8Array(64 * 64 * 3).fill(200), widthPx: 64, heightPx: 64, channels: 3 } as const;
    expect(await sharp(await encodeImage(flat, { format: 'png' })).metadata()).toMatchObject({ isPalette: false, channels: 3 });
  });

  it('of one channel stays one', async () => {
    const mask = { data: new Uint8Array(50 * 40).map((_value, index) => index % 256), widthPx: 50, heightPx: 40, channels: 1 } as const;
    const { data, info } = await readRaw(await encodeImage(mask, { format: 'png' }), 1);
    expect(info.channels).toBe(1);
    expect(Buffer.compare(data, mask.data)).toBe(0);
    for (const format of outputFormats) expect((await encodeImage(mask, { format })).length).toBeGreaterThan(0);
  });
});

describe('a cutout as JPEG', () => {
  it('needs a background, and the error says so', async () => {
    await expect(encodeImage(cutout, { format: 'jpeg' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      hint: expect.stringContaining('background'),
    });
    await expect(encodeImage(cutout, { format: 'jpeg', background: 'transparent' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each(['white', '#fff', '#FFFFFF', ' White '])('is laid on %j', async (background) => {
    const { pixels } = await decodeImage(await encodeImage(cutout, { format: 'jpeg', background }));
    expect([...pixels.data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  it('shows no rim: on the background it was cut from, the photo comes back', async () => {
    // An edge in a photo is a mixture of car and background; the matte undoes it, and laying on the same background has to redo it.
    await fc.assert(
      fc.asyncProperty(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), async ([car, back, alpha]) => {
        const widthPx = 8;
        const data = new Uint8Array(widthPx * widthPx * 4);
        for (let at = 0; at < data.length; at += 4) data.set([car, car, car, alpha], at);
        const hex = back.toString(16).padStart(2, '0');
        const file = await encodeImage(
          { data, widthPx, heightPx: widthPx, channels: 4 },
          { format: 'png', background: `#${hex}${hex}${hex}` },
        );
        const { pixels } = await decodeImage(file, { limits: { minSidePx: 1 } });
        expect(Math.abs((pixels.data[0] ?? 0) - (car * alpha + back * (255 - alpha)) / 255)).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 60 },
    );
  });
});

describe('options', () => {
  it.each([
    [{ format: 'bmp' }],
    [{ format: 'png', quality: 80 }],
    [{ format: 'jpeg', quality: 0, background: 'white' }],
    [{ format: 'jpeg', background: 'papayawhip-ish' }],
    [{ format: 'webp', effort: 9 }],
    [{}],
  ])('%j are refused', async (options) => {
    await expect(encodeImage(photo, options as never)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('pixels that do not fit their size are refused', async () => {
    await expect(encodeImage({ ...photo, widthPx: 119 }, { format: 'png' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const wide = { data: new Uint8Array(17_000 * 3), widthPx: 17_000, heightPx: 1, channels: 3 } as const;
    await expect(encodeImage(wide, { format: 'webp' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('abort ends the waiting at once, even where the library cannot stop', async () => {
    const controller = new AbortController();
    const slow = encodeImage(scene(1500, 1500), { format: 'avif', effort: 6 }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    const started = performance.now();
    await expect(slow).rejects.toMatchObject({ code: 'ABORTED' });
    expect(performance.now() - started).toBeLessThan(500);
  });
});
