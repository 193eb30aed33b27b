import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assessCutout } from './assess.ts';
import { cutWith } from './evaluate/simulate/simulation.ts';
import type { MaskPixels, RgbPixels } from './pixels.ts';
import { maskScoreOf } from './verdict/score.ts';

// Photos of other people with exact masks: too large, and not ours, to be kept in the repository.
const folder = new URL('../../../../shared/labelled/', import.meta.url);
const manifestSchema = z.object({
  items: z.array(z.object({ file: z.string(), mask: z.string(), group: z.string(), vehicle: z.boolean() })),
});

/** The part of sharp that is used here; it belongs to another package, which this one must not depend on. */
interface Decoder {
  (file: string): Decoder;
  toColourspace(space: 'srgb'): Decoder;
  removeAlpha(): Decoder;
  extractChannel(channel: number): Decoder;
  raw(): Decoder;
  toBuffer(options: { resolveWithObject: true }): Promise<{ data: Uint8Array; info: { width: number; height: number } }>;
}

describe.skipIf(!existsSync(folder))(`exact masks of real vehicles (needs ${folder.pathname})`, () => {
  const read = () => manifestSchema.parse(JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'))).items;

  async function score(file: string, mask: string) {
    const decode: Decoder = createRequire(new URL('../../sdk/package.json', import.meta.url))('sharp');
    const colour = await decode(new URL(file, folder).pathname)
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const alpha = await decode(new URL(mask, folder).pathname).extractChannel(0).raw().toBuffer({ resolveWithObject: true });
    const size = { widthPx: colour.info.width, heightPx: colour.info.height };
    const photo: RgbPixels = { data: colour.data, ...size, channels: 3 };
    const truth: MaskPixels = { data: alpha.data, ...size, channels: 1 };
    return assessCutout({ photo, cutout: cutWith(photo, truth.data) });
  }

  it('pass where the car stands sharp and whole in the photo', async () => {
    const cars = read().filter(({ group }) => group === 'davis:car-shadow');
    expect(cars.length).toBe(8);
    for (const { file, mask } of cars) expect(await score(file, mask), file).toMatchObject({ verdict: 'pass' });
  });

  it('are not taken for bad masks, also where the photo is moved or cuts the car off', async () => {
    const exact = read().filter(({ group, vehicle }) => vehicle && group.startsWith('davis:'));
    const scores: number[] = [];
    for (const { file, mask } of exact) scores.push(maskScoreOf((await score(file, mask)).aspects));
    expect(scores.filter((value) => value >= 70).length / scores.length).toBeGreaterThanOrEqual(0.8);
  });
});
