import { hash } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installTinyModel, redCarPhoto, temporaryFolder } from '@forecourt/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MadePictures } from '../../providers/index.ts';
import { createLocalProvider } from '../../providers/local/index.ts';
import { createMemoryCache, createRouter } from '../index.ts';
import { picturesCodec } from './codec.ts';
import { pack, unpack } from './pack.ts';

const cases = { numRuns: 1000 };
const bytes = fc.uint8Array({ maxLength: 40 });

describe('packing', () => {
  it('gives back what was packed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(bytes, { maxLength: 3 }), (facts, pictures) => {
        const packed = unpack(pack({ facts, pictures }));
        expect(packed?.pictures).toEqual(pictures);
        expect(JSON.stringify(packed?.facts)).toBe(JSON.stringify(facts));
      }),
      cases,
    );
  });

  it('takes nothing that was cut or is something else', () => {
    fc.assert(
      fc.property(bytes, fc.nat(1000), (picture, at) => {
        const packed = pack({ facts: { a: 1 }, pictures: [picture] });
        expect(unpack(packed.subarray(0, at % packed.byteLength))).toBeUndefined();
        expect(unpack(picture)).toBeUndefined();
      }),
      cases,
    );
  });
});

const picturesOf = (...all: readonly Uint8Array[]): MadePictures | undefined => {
  const [first, ...others] = all.map((picture) => ({
    bytes: picture,
    format: 'png' as const,
    widthPx: 1,
    heightPx: 1,
    sha256: hash('sha256', picture, 'hex'),
  }));
  return first && { provider: 'one', model: 'painter', images: [first, ...others], costUsd: 0.01, used: {}, totalMs: 1, warnings: [] };
};

describe('kept pictures', () => {
  it('come back as they were, and a changed byte is seen', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 3 }), fc.nat(39), (all, at) => {
        const made = picturesOf(...all);
        if (!made) return;
        const packed = picturesCodec.encode(made);
        expect(picturesCodec.decode(packed)).toEqual(made);
        const last = all.at(-1)?.byteLength ?? 1;
        const place = packed.byteLength - 1 - (at % last);
        packed[place] = (packed[place] ?? 0) ^ 1;
        expect(picturesCodec.decode(packed)).toBeUndefined();
      }),
      cases,
    );
  });
});

describe('a kept cutout', () => {
  it('can still be saved, and never over its photo', async () => {
    await using folder = await temporaryFolder();
    const photo = join(folder.path, 'car.jpg');
    await writeFile(photo, redCarPhoto());
    const provider = createLocalProvider(await installTinyModel(folder.path));
    await using router = createRouter({ providers: [provider], cache: createMemoryCache() });
    const first = await router.removeBackground({ image: photo, previewWidthPx: 64 });
    const again = await router.removeBackground({ image: photo, previewWidthPx: 64 });
    expect(again.route.isCached).toBe(true);
    expect(again).toMatchObject({ report: first.report, input: first.input, output: first.output, model: first.model });
    expect(again.preview?.bytes).toEqual(first.preview?.bytes);
    await again.save(join(folder.path, 'car.png'));
    await access(join(folder.path, 'car.png'));
    await expect(again.save(photo)).rejects.toMatchObject({ code: 'WOULD_OVERWRITE_SOURCE' });
    const bytes = await router.removeBackground({ image: redCarPhoto(), previewWidthPx: 64 });
    expect(bytes.route.isCached).toBe(true);
    expect(bytes.input.path).toBeUndefined();
  });
});
