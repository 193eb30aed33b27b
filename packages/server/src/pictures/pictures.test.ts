import { inspectImage } from '@forecourt/sdk/imaging';
import { redCarPhoto, temporaryFolder } from '@forecourt/testing';
import { thumbHashToApproximateAspectRatio, thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { createLocalStorage } from '../storage/index.ts';
import { keepListed, keptPreview, openPicture } from './index.ts';

describe('measuring a picture', () => {
  it('tells its type by content, its size, and a placeholder of its colours and proportions', async () => {
    const { placeholder, ...facts } = (await openPicture(redCarPhoto({ widthPx: 320, heightPx: 240 }))).facts;
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
    await expect(openPicture(bytes)).rejects.toMatchObject({ code });
  });

  it('refuses a path where nothing is, and stops when it is cancelled', async () => {
    await expect(openPicture('/nowhere/car.jpg')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(openPicture(redCarPhoto(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('a preview', () => {
  it('is a small WebP of the same proportions, and is never enlarged', async () => {
    await using folder = await temporaryFolder();
    await using storage = await createLocalStorage({ folder: folder.path });
    const { sha256 } = await storage.put(redCarPhoto({ widthPx: 400, heightPx: 200 }));
    const { type, widthPx, heightPx } = inspectImage(await keptPreview(storage, sha256, 100));
    expect({ type, widthPx, heightPx }).toEqual({ type: 'webp', widthPx: 100, heightPx: 50 });
    expect(inspectImage(await keptPreview(storage, sha256, 2560)).widthPx).toBe(400);
    await expect(keptPreview(storage, sha256.replace(/./g, '0'), 100)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that lists show first is kept while the picture is open', async () => {
    await using folder = await temporaryFolder();
    await using storage = await createLocalStorage({ folder: folder.path });
    const photo = redCarPhoto({ widthPx: 700, heightPx: 350 });
    const { sha256 } = await storage.put(photo);
    await keepListed(storage, sha256, await openPicture(photo));
    const kept = await storage.derived(`${sha256}-640.webp`, () => Promise.reject(new TypeError('it was not kept')));
    expect(inspectImage(kept).widthPx).toBe(640);
    expect(await keptPreview(storage, sha256, 640)).toEqual(kept);
    expect(inspectImage(await keptPreview(storage, sha256, 160)).widthPx).toBe(160);
  });
});
