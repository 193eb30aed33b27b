import { readdirSync, readFileSync } from 'node:fs';
import { sharedPlace } from '@forecourt/testing';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { withProfile, withRotation } from '../testing/heif.ts';
import { meanDifference, scene, toSharp } from '../testing/pictures.ts';
import { decodeImage } from './open.ts';
import { rawTiffHeaderBytes, writeRawTiffHeader } from './raw-tiff.ts';

const { path, isThere, note } = sharedPlace('odd-files/photo.heic');
// HEVC cannot be written here, so HEIC is tested with a file of others; its boxes are read by the same code as those of AVIF.

describe.skipIf(!isThere)(`HEIC${note}`, () => {
  const file = isThere ? readFileSync(path) : new Uint8Array();

  it.each([0, 1, 2, 3])('is turned once, by %i quarters, as its own property says', async (quarters) => {
    const upright = await decodeImage(file);
    const { pixels, info } = await decodeImage(withRotation(file, quarters));
    expect(info).toMatchObject({ type: 'heic', orientation: 1, widthPx: quarters % 2 ? 420 : 640, heightPx: quarters % 2 ? 640 : 420 });
    const expected = await toSharp(upright.pixels)
      .rotate(-90 * quarters)
      .raw()
      .toBuffer();
    expect(meanDifference(pixels.data, expected)).toBe(0);
  });

  it('with a colour profile is converted to sRGB', async () => {
    const { icc } = await sharp(await toSharp(scene(8, 8)).withIccProfile('p3').png().toBuffer()).metadata();
    const plain = await decodeImage(file);
    const wide = await decodeImage(withProfile(file, icc ?? new Uint8Array()));
    expect(wide.info).toMatchObject({ hasProfile: true, widthPx: 640 });
    // The same numbers read as Display P3 are stronger colours in sRGB.
    expect(meanDifference(wide.pixels.data, plain.pixels.data)).toBeGreaterThan(1);
    expect(saturation(wide.pixels.data)).toBeGreaterThan(saturation(plain.pixels.data));
  });

  it.each(['heim', 'MiHE', 'mif1', 'msf1'])('is known by its content where the brand is %s', async (brand) => {
    const renamed = Buffer.from(file);
    renamed.write(brand, 8, 'latin1');
    expect((await decodeImage(renamed)).pixels).toMatchObject({ widthPx: 640, heightPx: 420 });
  });

  it.each([0.02, 0.2, 0.5, 0.9, 0.999])('cut at %d of its length is refused', async (share) => {
    const code = expect.stringMatching(/^(TRUNCATED|NOT_DECODABLE)$/);
    await expect(decodeImage(file.subarray(0, Math.floor(file.length * share)))).rejects.toMatchObject({ code });
  });

  it('with a damaged picture inside ends in a typed error or in pixels, never in silence', async () => {
    for (let at = 1000; at < file.length; at += Math.floor(file.length / 6)) {
      const damaged = Buffer.from(file);
      damaged.fill(0xa5, at, at + 300);
      const outcome = await decodeImage(damaged).then(
        ({ pixels }) => pixels.widthPx,
        (error: { code: string }) => error.code,
      );
      expect([640, 'NOT_DECODABLE', 'TRUNCATED', 'UNSUPPORTED_TYPE']).toContain(outcome);
    }
  });

  it('ends at the time limit and on abort, and so does its thread', async () => {
    await expect(decodeImage(file, { limits: { timeMs: 1 } })).rejects.toMatchObject({ code: 'DECODE_TIMEOUT' });
    const controller = new AbortController();
    const decoding = decodeImage(file, { signal: controller.signal });
    setTimeout(() => controller.abort(), 15);
    await expect(decoding).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it.skipIf(process.platform !== 'linux')('leaves no thread behind', async () => {
    const threads = () => readdirSync('/proc/self/task').length;
    await decodeImage(file);
    const before = threads();
    const stopped = Array.from({ length: 6 }, () => decodeImage(file, { limits: { timeMs: 20 } }));
    await Promise.allSettled(stopped);
    await expect.poll(threads).toBeLessThanOrEqual(before);
  });
});

describe('a TIFF header around bare pixels', () => {
  it.each([3, 4] as const)('gives sharp %i channels and the profile', async (channels) => {
    const profile = Buffer.from((await sharp(await toSharp(scene(8, 8)).withIccProfile('p3').png().toBuffer()).metadata()).icc ?? []);
    const headerBytes = rawTiffHeaderBytes(profile);
    const bytes = new Uint8Array(headerBytes + 40 * 33 * channels).map((_value, index) => index % 251);
    const pixels = bytes.slice(headerBytes);
    writeRawTiffHeader(bytes, { widthPx: 40, heightPx: 33, channels, profile });
    const { icc, width, height } = await sharp(bytes).metadata();
    expect([width, height, icc?.equals(profile)]).toEqual([40, 33, true]);
    expect(Buffer.compare(await sharp(bytes, { ignoreIcc: true }).raw().toBuffer(), pixels)).toBe(0);
  });
});

/** Mean distance between the strongest and the weakest channel. */
function saturation(data: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at + 2 < data.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    sum += Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  return sum / (data.length / 3);
}
