import { ForecourtError } from '@forecourt/errors';
import type { Storage } from '../storage/index.ts';
import { type OpenPicture, openPicture, ownLimits } from './open.ts';

/** What a list shows first: made while the picture is decoded anyway, so that nobody waits for it. */
const firstWidthsPx = [640];

const nameOf = (sha256: string, widthPx: number) => `${sha256}-${widthPx}.webp`;

/**
 * The small picture of a kept file, from the cache where it is.
 *
 * @throws ForecourtError NOT_FOUND; every code of the picture group; DEPENDENCY_MISSING
 */
export function keptPreview(storage: Storage, sha256: string, widthPx: number): Promise<Uint8Array> {
  // Several may wait for the same preview: that one of them leaves must not take it from the others, so there is no signal.
  return storage.derived(nameOf(sha256, widthPx), async () => {
    const { preview } = await openPicture(await wholeFile(storage, sha256), { limits: ownLimits });
    return preview(widthPx);
  });
}

/** Keeps the previews that will be asked for first, of a picture that is open. */
export async function keepFirstPreviews(storage: Storage, sha256: string, picture: OpenPicture): Promise<void> {
  for (const widthPx of firstWidthsPx) await storage.derived(nameOf(sha256, widthPx), () => picture.preview(widthPx));
}

async function wholeFile(storage: Storage, sha256: string): Promise<string | Uint8Array> {
  if (storage.path) return storage.path(sha256);
  const bytes = await new Response(await storage.read(sha256)).bytes();
  if (bytes.byteLength === 0) throw new ForecourtError('STORAGE_FAILED', `The file ${sha256} is empty.`);
  return bytes;
}
