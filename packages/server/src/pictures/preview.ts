import { ForecourtError } from '@forecourt/errors';
import type { Storage } from '../storage/index.ts';
import { listedWidthPx, type OpenPicture, openPicture, ownLimits } from './open.ts';

const nameOf = (sha256: string, widthPx: number) => `${sha256}-${widthPx}.webp`;

/**
 * The small picture of a kept file, from the cache where it is.
 *
 * @throws ForecourtError NOT_FOUND; every code of the picture group; DEPENDENCY_MISSING
 */
export function keptPreview(storage: Storage, sha256: string, widthPx: number): Promise<Uint8Array> {
  // Several may wait for the same preview: that one of them leaves must not take it from the others, so there is no signal.
  return storage.derived(nameOf(sha256, widthPx), async () => {
    // A smaller one is made of the one for lists: decoding a cutout of 12 megapixels takes twenty times as long.
    const source = widthPx < listedWidthPx ? await keptPreview(storage, sha256, listedWidthPx) : await wholeFile(storage, sha256);
    const { preview } = await openPicture(source, { limits: ownLimits });
    return preview(widthPx);
  });
}

/** What lists ask for, by the pixels of their screen. */
const listWidthsPx = [listedWidthPx, 320];

/**
 * Keeps the previews that lists show, so that nobody waits for them.
 *
 * @param made the picture in `listedWidthPx`, where somebody has made it already.
 */
export async function keepListed(storage: Storage, sha256: string, picture: OpenPicture, made?: Uint8Array): Promise<void> {
  for (const widthPx of listWidthsPx) {
    await storage.derived(nameOf(sha256, widthPx), async () => (widthPx === listedWidthPx && made) || picture.preview(widthPx));
  }
}

async function wholeFile(storage: Storage, sha256: string): Promise<string | Uint8Array> {
  const path = await storage.path(sha256);
  if (path !== undefined) return path;
  const bytes = await new Response(await storage.read(sha256)).bytes();
  if (bytes.byteLength === 0) throw new ForecourtError('STORAGE_FAILED', `The file ${sha256} is empty.`);
  return bytes;
}
