import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MaskPixels } from '../../packages/quality/src/index.ts';
import { decodeImage } from '../../packages/sdk/src/imaging/index.ts';
import { samplesFolder, sharedPlace } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';

/** A photo and the file of its true mask. */
export interface LabelledPhoto {
  readonly id: string;
  readonly photo: string;
  readonly mask: string;
  /** Views of one car, frames of one film. */
  readonly group: string;
  readonly isVehicle: boolean;
  /** Whether the mask follows the edge to the pixel; the others were drawn as coarse polygons. */
  readonly isExact: boolean;
}

/** The part of samples/manifest.json that is read here. */
interface SampleManifest {
  readonly pictures: readonly {
    readonly id: string;
    readonly file: string;
    readonly alpha: string;
    readonly body: string;
    readonly colour: string;
    readonly spin: { readonly index: number } | null;
  }[];
}

/** Rendered cars: all stills, and every third view of the spin, whose neighbours resemble each other. */
export async function samples(): Promise<LabelledPhoto[]> {
  const path = join(samplesFolder, 'manifest.json');
  if (!existsSync(path)) throw new Skipped(`there is no ${path}`);
  const { pictures }: SampleManifest = JSON.parse(await readFile(path, 'utf8'));
  return pictures
    .filter(({ spin }) => spin === null || spin.index % 3 === 0)
    .map(({ id, file, alpha, body, colour }) => ({
      id,
      photo: join(samplesFolder, file),
      mask: join(samplesFolder, alpha),
      group: `${body}-${colour}`,
      isVehicle: true,
      isExact: true,
    }));
}

/** The part of the manifest of the labelled photos that is read here. */
interface LabelledManifest {
  readonly items: readonly {
    readonly file: string;
    readonly mask: string;
    readonly group: string;
    readonly vehicle: boolean;
    readonly gt: string;
  }[];
}

/** Photographs of cars and other things, with masks drawn by hand. */
export async function labelled(): Promise<LabelledPhoto[]> {
  const { path, isThere } = sharedPlace('labelled');
  if (!isThere) throw new Skipped(`there is no ${path}`);
  const { items }: LabelledManifest = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8'));
  return items.map(({ file, mask, group, vehicle, gt }) => ({
    id: file.replace(/^images\/|\.\w+$/g, ''),
    photo: join(path, file),
    mask: join(path, mask),
    group,
    isVehicle: vehicle,
    isExact: gt.startsWith('pixel-accurate'),
  }));
}

/** A grey picture as a mask. */
export async function readMask(path: string): Promise<MaskPixels> {
  const { pixels } = await decodeImage(await readFile(path));
  const { widthPx, heightPx, channels } = pixels;
  const data = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < data.length; at++) data[at] = pixels.data[at * channels] ?? 0;
  return { data, widthPx, heightPx, channels: 1 };
}
