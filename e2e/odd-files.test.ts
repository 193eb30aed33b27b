import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '@forecourt/errors';
import { createEngine, type Engine } from '@forecourt/sdk/engine';
import { decodeImage, inspectImage } from '@forecourt/sdk/imaging';
import { installTinyModel, sharedPlace, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const odd = sharedPlace('odd-files');
const path = (file: string) => join(odd.path, file);
const items: readonly { file: string; what: string; expect: string }[] = odd.isThere
  ? JSON.parse(readFileSync(path('manifest.json'), 'utf8')).items
  : [];

/** The files that are refused; all others become cutouts. */
const refused: Readonly<Record<string, ErrorCode>> = {
  'sharp-truncated.jpg': 'TRUNCATED',
  'sharp-corrupt-header.jpg': 'NOT_DECODABLE',
  'sharp-big-height.webp': 'TOO_SMALL',
  'sharp-prophoto.png': 'TOO_SMALL',
  'sharp-struct-image-04-t.svg': 'UNSUPPORTED_TYPE',
  'zero-bytes.jpg': 'EMPTY_FILE',
  'random.jpg': 'UNSUPPORTED_TYPE',
  'html-as.jpg': 'UNSUPPORTED_TYPE',
  'trunc-0250.jpg': 'TRUNCATED',
  'trunc-0900.jpg': 'TRUNCATED',
  'trunc-0300.png': 'TRUNCATED',
  'png-bad-idat.png': 'NOT_DECODABLE',
  'icon.ico': 'UNSUPPORTED_TYPE',
  'dim-1x1.png': 'TOO_SMALL',
  'dim-9000x1.png': 'TOO_SMALL',
  'dim-16x9.png': 'TOO_SMALL',
  'hdr-65535x65535.png': 'TOO_MANY_PIXELS',
  'hdr-0x0.png': 'NOT_DECODABLE',
  'hdr-0x0.jpg': 'NOT_DECODABLE',
  'hdr-huge.bmp': 'UNSUPPORTED_TYPE',
  'scan-bomb.jpg': 'NOT_DECODABLE',
  'svg-xxe.svg': 'UNSUPPORTED_TYPE',
  'svg-huge.svg': 'UNSUPPORTED_TYPE',
  'bomb.svgz': 'UNSUPPORTED_TYPE',
};

describe.skipIf(!odd.isThere)(`odd files through one engine${odd.note}`, () => {
  let folder: TemporaryFolder;
  let engine: Engine;
  beforeAll(async () => {
    folder = await temporaryFolder();
    engine = createEngine(await installTinyModel(folder.path));
    await engine.warm();
  });
  afterAll(async () => {
    await engine.close();
    await folder[Symbol.asyncDispose]();
  });

  it('knows every file that it expects to be refused', () => {
    const known = new Set(items.map(({ file }) => file));
    expect(Object.keys(refused).filter((file) => !known.has(file))).toEqual([]);
  });

  it.each(items)('$file ($what): $expect', async ({ file }) => {
    // A call that hangs ends with another code than the one expected.
    const signal = AbortSignal.timeout(60_000);
    const format = inspectedPixels(file) > 4_000_000 ? 'rgba' : 'webp';
    const running = engine.cutout(path(file), { format, signal });
    const code = refused[file];
    if (code !== undefined) {
      await expect(running).rejects.toMatchObject({ code, hint: expect.stringMatching(/^[A-Z].*\.$/) });
      return;
    }
    const { input, image, report } = await running;
    expect(report?.score).toBeGreaterThanOrEqual(0);
    expect(report?.score).toBeLessThanOrEqual(100);
    if (image.format === 'rgba') {
      expect([image.pixels.widthPx, image.pixels.heightPx]).toEqual([input.widthPx, input.heightPx]);
    } else {
      const { pixels } = await decodeImage(image.bytes);
      expect([pixels.widthPx, pixels.heightPx]).toEqual([input.widthPx, input.heightPx]);
    }
  });

  it('works as before after all of them', async () => {
    const results = await Promise.all([1, 2, 3].map(() => engine.cutout(path('ref-photo.jpg'), { format: 'rgba', report: false })));
    expect(results.map(({ input }) => input.widthPx)).toEqual([640, 640, 640]);
  });

  it('reads all of them at once as well, each for itself', async () => {
    const small = items.filter(({ file }) => inspectedPixels(file) < 1_000_000);
    const ends = await Promise.allSettled(small.map(({ file }) => engine.cutout(path(file), { format: 'rgba', report: false })));
    const codes = ends.map((end) => (end.status === 'rejected' ? end.reason.code : undefined));
    expect(codes).toEqual(small.map(({ file }) => refused[file]));
  });

  it('keeps where a photo was taken out of the cutout and out of what is said about it', async () => {
    const { image, ...facts } = await engine.cutout(path('ref-photo.jpg'), { format: 'png' });
    if (image.format === 'rgba') throw new TypeError('PNG was asked for');
    const written = Buffer.from(image.bytes).toString('latin1');
    expect(readFileSync(path('ref-photo.jpg')).toString('latin1')).toContain('Exif');
    for (const mark of ['Exif', 'eXIf', 'GPS', 'XMP']) expect(written).not.toContain(mark);
    expect(JSON.stringify(facts)).not.toMatch(/gps|latitude|longitude/i);
  });

  it('leaves nothing of a tail behind a picture', async () => {
    for (const [file, tail] of [
      ['polyglot-jpg-zip.jpg', 'PK\u0003\u0004'],
      ['phar-like.png', '<?php'],
    ] as const) {
      expect(readFileSync(path(file)).toString('latin1')).toContain(tail);
      const { image } = await engine.cutout(path(file), { format: 'png', report: false });
      expect(image.format === 'rgba' ? '' : Buffer.from(image.bytes).toString('latin1')).not.toContain(tail);
    }
  });

  it('scores cutouts that are none as what they are', async () => {
    const codesOf = async (cutout: string) =>
      (await engine.assess(path('ref-photo.jpg'), path(cutout))).report.defects.map(({ code }) => code);
    expect(await codesOf('all-opaque-cutout.png')).toContain('BACKGROUND_NOT_REMOVED');
    await expect(engine.assess(path('ref-photo.jpg'), path('cutout-other-aspect.png'))).rejects.toMatchObject({ code: 'ASPECT_MISMATCH' });
    const { report } = await engine.assess(path('sharp-full-transparent.png'));
    expect(report.score).toBe(0);
    expect(report.defects.map(({ code }) => code)).toContain('EMPTY_CUTOUT');
  });

  it('scores a photo the same whichever way up it was saved', async () => {
    const files = ['exif-landscape-1.jpg', 'exif-landscape-3.jpg', 'exif-landscape-5.jpg', 'exif-landscape-7.jpg'];
    const scores = await Promise.all(files.map(async (file) => (await engine.assess(path(file))).report.score));
    expect(Math.max(...scores) - Math.min(...scores)).toBeLessThanOrEqual(2);
  });

  it('suggests what to do about a photo of low contrast, and names what is animated', async () => {
    const { report } = await engine.assess(path('sharp-low-contrast.jpg'));
    expect(report.defects.find(({ code }) => code === 'LOW_CONTRAST')?.suggestion).toMatch(/\w/);
    for (const file of ['sharp-animated-loop-3.gif', 'sharp-rotating-squares.webp', 'apng.png']) {
      const { warnings } = await engine.assess(path(file));
      expect(warnings.map(({ code }) => code)).toContain('ANIMATED');
    }
  });
});

/** How large a file says it is; nothing for one that cannot be read. */
function inspectedPixels(file: string): number {
  if (refused[file] !== undefined || !existsSync(path(file))) return 0;
  const { widthPx, heightPx } = inspectImage(readFileSync(path(file)));
  return widthPx * heightPx;
}
