import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { RgbPixels } from '../../packages/quality/src/index.ts';
import { openImage } from '../../packages/sdk/src/imaging/index.ts';
import { loadSharp } from '../../packages/sdk/src/imaging/sharp.ts';
import { repositoryFolder, sharedPlace } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';
import { cacheFolder } from './cache.ts';
import { samples } from './sets.ts';

/** A photo of a given size, for figures that depend on size. */
export interface SizedPhoto {
  readonly path: string;
  /** For the table: what it was made from. */
  readonly origin: string;
}

/**
 * A JPEG as a phone writes it, of about so many megapixels: a real photo of 12 MP made smaller, or a rendered car made
 * larger where the real one is not there. Made once.
 */
export async function photoOf(megapixels: 1 | 4 | 12): Promise<SizedPhoto> {
  const source = await sourcePhoto();
  const name = basename(source).replace(/\.\w+$/, '');
  const path = join(cacheFolder, 'photos', `${name}-${megapixels}mp.jpg`);
  if (!existsSync(path)) await make(source, megapixels, path);
  const { info } = await openImage(await readFile(path));
  const from = relative(repositoryFolder, source);
  return { path, origin: `photo: ${from} at ${info.widthPx} × ${info.heightPx}, ${Math.round(info.bytes / 1000)} kB` };
}

async function sourcePhoto(): Promise<string> {
  const real = join(sharedPlace('photos').path, 'mei-canon-450d-12mp.jpg');
  if (existsSync(real)) return real;
  const [sample] = await samples();
  if (!sample) throw new Skipped('there is neither a photo nor a sample picture to make one from');
  return sample.photo;
}

async function make(source: string, megapixels: number, path: string): Promise<void> {
  const opened = await openImage(await readFile(source));
  const { widthPx, heightPx } = opened.info;
  const scale = Math.sqrt((megapixels * 1e6) / (widthPx * heightPx));
  const { pixels } = await opened.resized(Math.round(widthPx * scale), Math.round(heightPx * scale), { kernel: 'lanczos3' });
  await writeJpeg(pixels, path);
}

/** Writes a JPEG with colours at half resolution, as cameras do. */
export async function writeJpeg(pixels: RgbPixels, path: string): Promise<void> {
  const sharp = await loadSharp();
  const raw = { width: pixels.widthPx, height: pixels.heightPx, channels: pixels.channels };
  const jpeg = await sharp(pixels.data, { raw }).jpeg({ quality: 92, chromaSubsampling: '4:2:0' }).toBuffer();
  await mkdir(dirname(path), { recursive: true });
  // Two runs at once must not read each other's half.
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, jpeg);
  await rename(part, path);
}

/** Other people's photographs of cars, without their example cutouts. */
export async function sharedPhotos(): Promise<string[]> {
  const { path, isThere } = sharedPlace('photos');
  if (!isThere) throw new Skipped(`there is no ${path}`);
  const names = await readdir(path);
  return names.filter((name) => name.endsWith('.jpg')).map((name) => join(path, name));
}
