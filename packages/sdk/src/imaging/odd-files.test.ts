import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '@forecourt/errors';
import { sharedPlace } from '@forecourt/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeImage, readImageFile, type WarningCode } from './index.ts';
import { meanDifference } from './testing/pictures.ts';

const odd = sharedPlace('odd-files');
const folder = odd.path;

type Outcome =
  | { readonly error: ErrorCode }
  | { readonly size: readonly [widthPx: number, heightPx: number]; readonly alpha?: true; readonly warnings?: readonly WarningCode[] };

/** What must happen to each file of the collection. An entry of its manifest that is missing here fails. */
const expected: Readonly<Record<string, Outcome>> = {
  'exif-landscape-1.jpg': { size: [1800, 1200] },
  'exif-landscape-3.jpg': { size: [1800, 1200] },
  'exif-landscape-5.jpg': { size: [1800, 1200] },
  'exif-landscape-7.jpg': { size: [1800, 1200] },
  'exif-portrait-3.jpg': { size: [1200, 1800] },
  'exif-portrait-6.jpg': { size: [1200, 1800] },
  // The manifest says orientation 9, but the file's EXIF holds 1: the invalid one is tested with a file of our own.
  'sharp-Landscape_9.jpg': { size: [480, 369] },
  'sharp-Channel_digital_image_CMYK_color_no_profile.jpg': { size: [500, 333], warnings: ['CMYK_WITHOUT_PROFILE'] },
  'sharp-Flag_of_the_Netherlands-16bit.png': { size: [900, 600] },
  'sharp-truncated.jpg': { error: 'TRUNCATED' },
  'sharp-corrupt-header.jpg': { error: 'NOT_DECODABLE' },
  // Each of its 97 frames is 13 px wide.
  'sharp-big-height.webp': { error: 'TOO_SMALL' },
  'sharp-animated-loop-3.gif': { size: [370, 285], warnings: ['ANIMATED'] },
  'sharp-Crash_test.gif': { size: [800, 533] },
  'sharp-pitm.avif': { size: [4096, 800] },
  'sharp-G31D_MULTI.TIF': { size: [2464, 3248], warnings: ['MULTI_PAGE'] },
  'sharp-cielab-dagams.tiff': { size: [400, 266] },
  'sharp-bonne.geo.tif': { size: [200, 200] },
  'sharp-full-transparent.png': { size: [300, 300], alpha: true },
  'sharp-bgbn4a08.png': { size: [32, 32], alpha: true },
  'sharp-gain-map.jpg': { size: [3840, 2160] },
  'sharp-prophoto.png': { error: 'TOO_SMALL' },
  'sharp-struct-image-04-t.svg': { error: 'UNSUPPORTED_TYPE' },
  'sharp-rotating-squares.webp': { size: [80, 80], alpha: true, warnings: ['ANIMATED'] },
  'sharp-low-contrast.jpg': { size: [300, 245] },
  'ref-photo.jpg': { size: [640, 420] },
  'zero-bytes.jpg': { error: 'EMPTY_FILE' },
  'random.jpg': { error: 'UNSUPPORTED_TYPE' },
  'html-as.jpg': { error: 'UNSUPPORTED_TYPE' },
  'trunc-0250.jpg': { error: 'TRUNCATED' },
  'trunc-0900.jpg': { error: 'TRUNCATED' },
  'trunc-0300.png': { error: 'TRUNCATED' },
  'jpeg-no-eoi.jpg': { size: [640, 420], warnings: ['END_MISSING'] },
  'png-bad-idat.png': { error: 'NOT_DECODABLE' },
  'png-as.jpg': { size: [640, 420], alpha: true },
  'progressive.jpg': { size: [640, 420] },
  'cmyk-adobe.jpg': { size: [640, 420], warnings: ['CMYK_WITHOUT_PROFILE'] },
  'palette-trns.png': { size: [640, 420], alpha: true },
  'gray16.png': { size: [640, 420] },
  'lzw.tiff': { size: [640, 420] },
  'icon.ico': { error: 'UNSUPPORTED_TYPE' },
  'apng.png': { size: [640, 420], alpha: true, warnings: ['ANIMATED'] },
  'dim-1x1.png': { error: 'TOO_SMALL' },
  'dim-9000x1.png': { error: 'TOO_SMALL' },
  'dim-16x9.png': { error: 'TOO_SMALL' },
  'all-opaque-cutout.png': { size: [640, 420], alpha: true },
  'premultiplied.png': { size: [640, 420], alpha: true },
  'cutout-other-aspect.png': { size: [400, 400], alpha: true },
  'hdr-65535x65535.png': { error: 'TOO_MANY_PIXELS' },
  'hdr-0x0.png': { error: 'NOT_DECODABLE' },
  'bomb-ztxt.png': { size: [640, 420], alpha: true },
  'png-10000-chunks.png': { size: [640, 420], alpha: true },
  'hdr-0x0.jpg': { error: 'NOT_DECODABLE' },
  'hdr-huge.bmp': { error: 'UNSUPPORTED_TYPE' },
  'scan-bomb.jpg': { error: 'NOT_DECODABLE' },
  'exif-oob.jpg': { size: [640, 420], warnings: ['METADATA_IGNORED'] },
  'polyglot-jpg-zip.jpg': { size: [640, 420] },
  'polyglot-pdf-jpg.jpg': { size: [640, 420] },
  'phar-like.png': { size: [640, 420], alpha: true },
  'svg-xxe.svg': { error: 'UNSUPPORTED_TYPE' },
  'svg-huge.svg': { error: 'UNSUPPORTED_TYPE' },
  'bomb.svgz': { error: 'UNSUPPORTED_TYPE' },
  '-rf.jpg': { size: [640, 420] },
  'photo.heic': { size: [640, 420] },
  '12mp.jpg': { size: [4000, 3000] },
};

const manifestSchema = z.object({ items: z.array(z.object({ file: z.string(), what: z.string() })) });
const items = odd.isThere ? manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).items : [];

describe.skipIf(!odd.isThere)(`the collection of odd files${odd.note}`, () => {
  let highestRss = 0;
  const sampler = setInterval(() => {
    highestRss = Math.max(highestRss, process.memoryUsage.rss());
  }, 5);
  beforeAll(() => decodeImage(readFileSync(join(folder, 'ref-photo.jpg'))));
  afterAll(() => clearInterval(sampler));

  it('has an expectation for every file, and no other', () => {
    expect(new Set(items.map(({ file }) => file))).toEqual(new Set(Object.keys(expected)));
  });

  it.each(items)('$file ($what) comes out as expected', async ({ file }) => {
    const outcome = expected[file];
    if (!outcome) throw new Error(`No expectation for ${file}`);
    const bytes = await readImageFile(join(folder, file));
    const result = decodeImage(bytes);
    if ('error' in outcome) {
      await expect(result).rejects.toMatchObject({ code: outcome.error });
    } else {
      const { pixels, warnings } = await result;
      expect([pixels.widthPx, pixels.heightPx]).toEqual(outcome.size);
      expect(pixels.channels).toBe(outcome.alpha ? 4 : 3);
      expect(warnings.map(({ code }) => code)).toEqual(outcome.warnings ?? []);
    }
  });

  it.each(['bomb-ztxt.png', 'bomb.svgz', 'hdr-65535x65535.png', 'scan-bomb.jpg', 'svg-huge.svg', 'png-10000-chunks.png'])(
    '%s costs less than 50 MB',
    async (file) => {
      const bytes = await readImageFile(join(folder, file));
      const before = process.memoryUsage.rss();
      highestRss = before;
      await decodeImage(bytes).catch(() => undefined);
      expect(highestRss - before).toBeLessThan(50_000_000);
    },
  );

  const pixelsOf = async (file: string) => (await decodeImage(await readImageFile(join(folder, file)))).pixels;

  it.each(['exif-landscape-3.jpg', 'exif-landscape-5.jpg', 'exif-landscape-7.jpg'])(
    '%s looks as the one that needs no turning',
    async (file) => {
      const [turned, upright] = [await pixelsOf(file), await pixelsOf('exif-landscape-1.jpg')];
      // The collection's makers saved each one anew, so blocks differ; a picture turned wrongly differs by tens of steps.
      expect(meanDifference(turned.data, upright.data)).toBeLessThan(4);
    },
  );

  it('gives both portraits the same way up', async () => {
    expect(meanDifference((await pixelsOf('exif-portrait-3.jpg')).data, (await pixelsOf('exif-portrait-6.jpg')).data)).toBeLessThan(4);
  });

  it('decodes HEIC to the colours of the same photo as JPEG', async () => {
    expect(meanDifference((await pixelsOf('photo.heic')).data, (await pixelsOf('ref-photo.jpg')).data)).toBeLessThan(6);
  });

  it('decodes a polyglot to the very pixels of the photo without its tail', async () => {
    const reference = await pixelsOf('ref-photo.jpg');
    for (const file of ['polyglot-jpg-zip.jpg', 'polyglot-pdf-jpg.jpg', 'exif-oob.jpg', 'jpeg-no-eoi.jpg', '-rf.jpg']) {
      expect(meanDifference((await pixelsOf(file)).data, reference.data), file).toBe(0);
    }
  });

  it('converts ProPhoto colours: the saturated values of the file are not taken for sRGB', async () => {
    const bytes = await readImageFile(join(folder, 'sharp-prophoto.png'));
    const { pixels } = await decodeImage(bytes, { limits: { minSidePx: 1 } });
    const [red = 0, green = 0, blue = 0] = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    const expectedColour = proPhotoToSrgb(red, green, blue);
    for (const [channel, value] of expectedColour.entries()) {
      expect(Math.abs((pixels.data[channel] ?? 0) - value), `channel ${channel}`).toBeLessThanOrEqual(2);
    }
  });
});

/**
 * ProPhoto RGB (ANSI/I3A IT10.7666, gamma 1.8) by its definition, without a profile: to linear, by one matrix to linear sRGB (Bradford
 * from D50 to D65; Lindbloom's figures), and to stored sRGB (IEC 61966-2-1).
 */
function proPhotoToSrgb(red: number, green: number, blue: number): number[] {
  const linear = [red, green, blue].map((value) => (value / 255) ** 1.8);
  const matrix = [
    [2.0343926, -0.727566, -0.3065806],
    [-0.2288109, 1.2317292, -0.0029193],
    [-0.0085669, -0.1532866, 1.161839],
  ];
  return matrix.map((row) => {
    const value = Math.max(
      0,
      Math.min(
        1,
        row.reduce((sum, factor, index) => sum + factor * (linear[index] ?? 0), 0),
      ),
    );
    return 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
  });
}
