import { inspectImage } from '@forecourt/sdk/imaging';
import { redCarPhoto } from '@forecourt/testing';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { makePreview, measurePicture } from './index.ts';

describe('measuring a picture', () => {
  it('tells its type by content, its size, and a placeholder of its colours and proportions', async () => {
    const { placeholder, ...facts } = await measurePicture(redCarPhoto({ widthPx: 320, heightPx: 240 }));
    expect(facts).toEqual({ type: 'image/png', widthPx: 320, heightPx: 240 });
    const hash = Buffer.from(placeholder, 'base64');
    expect(hash.length).toBeLessThanOrEqual(25);
    const { r, g, b } = thumbHashToAverageRGBA(hash);
    expect(r).toBeGreaterThan(Math.max(g, b));
    expect(thumbHashToApproximateAspectRatio(hash)).toBeCloseTo(4 / 3, 0);
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'EMPTY_FILE'],
    ['a text', Buffer.from('hello, I am a car'), 'UNSUPPORTED_TYPE'],
    ['the first half of a photo', redCarPhoto().subarray(0, 9_000), 'TRUNCATED'],
  ])('refuses %s', async (_what, bytes, code) => {
    await expect(measurePicture(bytes)).rejects.toMatchObject({ code });
  });

  it('refuses a path where nothing is, and stops when it is cancelled', async () => {
    await expect(measurePicture('/nowhere/car.jpg')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(measurePicture(redCarPhoto(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('a preview', () => {
  it('is a small WebP of the same proportions, and is never enlarged', async () => {
    const photo = redCarPhoto({ widthPx: 400, heightPx: 200 });
    const { type, widthPx, heightPx } = inspectImage(await makePreview(photo, 100));
    expect({ type, widthPx, heightPx }).toEqual({ type: 'webp', widthPx: 100, heightPx: 50 });
    expect(inspectImage(await makePreview(photo, 2560)).widthPx).toBe(400);
  });
});
