import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openImage } from '../../packages/sdk/src/imaging/index.ts';
import { redCarPhoto } from '../../packages/testing/src/index.ts';
import { cacheFolder } from '../material/cache.ts';
import { writeJpeg } from '../material/photos.ts';

/** Sizes of different cameras, so that buffers of one photo do not fit the next by chance. */
const sizes = [
  [4000, 3000],
  [4032, 3024],
  [4242, 2828],
] as const;

/** JPEGs of 12 megapixels with a red car, which the stand-in model finds. Made once. */
export async function soakPhotos(): Promise<string[]> {
  const folder = join(cacheFolder, 'soak');
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const [widthPx, heightPx] of sizes) {
    const path = join(folder, `${widthPx}x${heightPx}.jpg`);
    if (!existsSync(path)) await writeJpeg((await openImage(redCarPhoto({ widthPx, heightPx }))).pixels(), path);
    paths.push(path);
  }
  return paths;
}
