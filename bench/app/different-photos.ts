import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openImage } from '../../packages/sdk/src/imaging/index.ts';
import { cacheFolder } from '../material/cache.ts';
import { photoOf, writeJpeg } from '../material/photos.ts';

/** Of the pixels that are changed, so that neither the photo nor its cutout was ever seen before. */
const patchPx = 16;

/** Photos of one size that show the same and are not the same: a patch in a corner differs. Made once. */
export async function differentPhotos(
  megapixels: 4 | 12,
  count: number,
): Promise<{ readonly paths: readonly string[]; readonly origin: string }> {
  const { path: source, origin } = await photoOf(megapixels);
  const opened = await openImage(await readFile(source));
  const pixels = opened.pixels();
  const paths: string[] = [];
  for (let number = 0; number < count; number++) {
    const path = join(cacheFolder, 'photos', `different-${megapixels}mp-${number}.jpg`);
    paths.push(path);
    if (existsSync(path)) continue;
    const { widthPx, channels } = pixels;
    for (let y = 0; y < patchPx; y++) {
      pixels.data.fill((number * 5) % 256, y * widthPx * channels, (y * widthPx + patchPx) * channels);
    }
    await writeJpeg(pixels, path);
  }
  return { paths, origin };
}
