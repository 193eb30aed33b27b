import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offerSchema } from '../../contract/index.ts';
import { decodeImage } from '../decode/open.ts';
import { encodeImage } from '../encode/encode.ts';
import { toImageData } from '../files/image-data.ts';
import { inspectImage } from '../inspect/inspect.ts';
import { lumaOnWhite } from '../on-white.ts';
import { createOperationCache } from '../operations/cache.ts';
import { padded } from '../operations/pad-to-aspect/pad-to-aspect.ts';
import { anyPicture } from '../testing/any-picture.ts';
import { drawCar, drawing, photographed } from '../testing/drawings.ts';
import { meanDifference, scene } from '../testing/pictures.ts';
import { planFit } from './fit.ts';
import { prepareSketch } from './in-node.ts';
import { definePreset, sketchPresets } from './presets.ts';
import { cutPadding } from './restore.ts';
import { type Taker, takerSchema } from './taker.ts';

const sheet = drawing(600, 300);
drawCar(sheet, 0, 0, 1, 4);
const square: Taker = { inputTypes: ['image/png'], sizes: { kind: 'list', list: [{ widthPx: 512, heightPx: 512 }] } };
const side = fc.integer({ min: 1, max: 3000 });
const anySize = fc.record({ widthPx: side, heightPx: side });
const anyTaker: fc.Arbitrary<Taker> = fc
  .record({
    pixels: fc.option(fc.integer({ min: 300_000, max: 9_000_000 }), { nil: undefined }),
    sizes: fc.oneof(
      fc.record({
        kind: fc.constant('list' as const),
        list: fc.array(fc.record({ widthPx: fc.integer({ min: 64, max: 2048 }), heightPx: fc.integer({ min: 64, max: 2048 }) }), {
          minLength: 1,
          maxLength: 6,
        }),
      }),
      fc.record({
        kind: fc.constant('range' as const),
        leastPx: fc.integer({ min: 16, max: 512 }),
        mostPx: fc.integer({ min: 1024, max: 4096 }),
        multipleOf: fc.constantFrom(1, 8, 16, 64),
        mostPixels: fc.option(fc.integer({ min: 1_100_000, max: 8_000_000 }), { nil: undefined }),
      }),
      fc.record({ kind: fc.constant('as-input' as const) }),
    ),
  })
  .map(({ pixels, sizes }) => ({ limits: { pixels }, sizes }));

describe('the size that a sketch is sent in', () => {
  it('is one that the model takes, holds all of the sketch in its proportions, for any model and any sketch', () => {
    fc.assert(
      fc.property(anySize, anyTaker, (size, given) => {
        const taker = takerSchema.parse(given);
        const { canvas, content } = planFit(size, taker);
        const { sizes, limits } = taker;
        if (sizes?.kind === 'list') expect(sizes.list).toContainEqual(canvas);
        if (sizes?.kind === 'range') {
          for (const px of [canvas.widthPx, canvas.heightPx]) {
            expect(px % sizes.multipleOf).toBe(0);
            expect(px).toBeGreaterThanOrEqual(sizes.leastPx);
            expect(px).toBeLessThanOrEqual(sizes.mostPx);
          }
          expect(canvas.widthPx * canvas.heightPx).toBeLessThanOrEqual(
            Math.max(sizes.mostPixels ?? Number.POSITIVE_INFINITY, (sizes.leastPx + sizes.multipleOf) ** 2),
          );
        }
        if (sizes?.kind === 'as-input')
          expect(canvas.widthPx * canvas.heightPx).toBeLessThanOrEqual(limits.pixels ?? Number.POSITIVE_INFINITY);
        expect(content.leftPx).toBeGreaterThanOrEqual(0);
        expect(content.topPx).toBeGreaterThanOrEqual(0);
        expect(content.leftPx + content.widthPx).toBeLessThanOrEqual(canvas.widthPx);
        expect(content.topPx + content.heightPx).toBeLessThanOrEqual(canvas.heightPx);
        // Each side is rounded to a whole pixel by itself.
        const off = Math.abs(content.widthPx * size.heightPx - content.heightPx * size.widthPx);
        expect(off).toBeLessThanOrEqual(size.widthPx + size.heightPx);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the one of a list that needs least padding, and of a range the sketch’s own', () => {
    const list = {
      kind: 'list',
      list: [
        { widthPx: 1024, heightPx: 1024 },
        { widthPx: 1536, heightPx: 1024 },
        { widthPx: 1024, heightPx: 1536 },
      ],
    } as const;
    const fitTo = (taker: Taker, widthPx: number, heightPx: number) => planFit({ widthPx, heightPx }, takerSchema.parse(taker)).canvas;
    expect(fitTo({ sizes: { ...list, list: [...list.list] } }, 900, 580)).toEqual({ widthPx: 1536, heightPx: 1024 });
    expect(fitTo({ sizes: { ...list, list: [...list.list] } }, 300, 310)).toEqual({ widthPx: 1024, heightPx: 1024 });
    const range = { kind: 'range', leastPx: 256, mostPx: 1440, multipleOf: 32 } as const;
    expect(fitTo({ sizes: range }, 640, 480)).toEqual({ widthPx: 640, heightPx: 480 });
    expect(fitTo({ sizes: range }, 2880, 1440)).toEqual({ widthPx: 1440, heightPx: 736 });
    expect(fitTo({ limits: { pixels: 1_000_000 } }, 2000, 2000)).toEqual({ widthPx: 1000, heightPx: 1000 });
  });

  it('leads back: padded to it and cut again, any picture is the same to the pixel', () => {
    fc.assert(
      fc.property(anyPicture, fc.nat(40), fc.nat(40), (picture, wider, taller) => {
        const canvas = { widthPx: picture.widthPx + wider, heightPx: picture.heightPx + taller };
        const content = { leftPx: wider >> 1, topPx: taller >> 1, widthPx: picture.widthPx, heightPx: picture.heightPx };
        const back = cutPadding(padded(picture, canvas, content, { red: 1, green: 2, blue: 3 }), { canvas, content });
        expect(back).toMatchObject({ widthPx: picture.widthPx, heightPx: picture.heightPx, channels: picture.channels });
        expect(Buffer.compare(back.data, picture.data)).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a prepared sketch', () => {
  it('is clean, square for a model that takes squares, and says what was done', async () => {
    const prepared = await prepareSketch(await encodeImage(photographed(sheet.picture), { format: 'jpeg' }), { for: square });
    expect(inspectImage(prepared.bytes)).toMatchObject({ type: 'png', widthPx: 512, heightPx: 512 });
    expect(prepared).toMatchObject({
      mediaType: 'image/png',
      original: { widthPx: 600, heightPx: 300 },
      content: { leftPx: 0, topPx: 128, widthPx: 512, heightPx: 256 },
    });
    expect(prepared.steps.map(({ operation }) => operation)).toEqual(['resize', 'clean-background', 'resize']);
    expect(prepared.warnings.map(({ code }) => code)).toEqual(['SHRUNK', 'PADDED']);
    const { pixels } = await decodeImage(prepared.bytes);
    const light = lumaOnWhite(pixels).reduce((sum, luma) => sum + (luma > 250 ? 1 : 0), 0) / 512 ** 2;
    expect(light).toBeGreaterThan(0.93);
    expect(light).toBeLessThan(0.995);
  });

  it('is made for the offer of a provider’s model as it stands', async () => {
    const offer = offerSchema.parse({
      ...{
        operation: 'editImage',
        model: 'line-1',
        limits: { bytes: 4_000_000, count: 4 },
        inputTypes: ['image/webp'],
        outputFormats: ['png'],
      },
      ...{ sizes: { kind: 'range', leastPx: 256, mostPx: 512, multipleOf: 64 }, parameters: ['strength'], price: null, expectedMs: 5000 },
    });
    const prepared = await prepareSketch(sheet.picture, { for: offer, preset: 'screen' });
    expect(prepared).toMatchObject({ format: 'webp', widthPx: 512, heightPx: 256 });
  });

  it('comes back without its padding, also at twice the size, and refuses what was not made of it', async () => {
    const prepared = await prepareSketch(toImageData(sheet.picture), { for: square, preset: 'plain' });
    expect(prepared.restore(prepared.picture)).toMatchObject({ widthPx: 512, heightPx: 256 });
    expect(prepared.restore(scene(1024, 1024))).toMatchObject({ widthPx: 1024, heightPx: 512 });
    expect(() => prepared.restore(scene(1024, 768))).toThrow(expect.objectContaining({ code: 'ASPECT_MISMATCH' }));
  });

  it('is as it was where nothing has to be done', async () => {
    const prepared = await prepareSketch(toImageData(sheet.picture), { for: { sizes: { kind: 'as-input' } }, preset: 'plain' });
    const { pixels } = await decodeImage(prepared.bytes);
    expect(meanDifference(lumaOnWhite(pixels), lumaOnWhite(sheet.picture))).toBe(0);
    expect(prepared.warnings).toEqual([]);
  });

  it('is written in a type that the model takes, and within its bytes', async () => {
    const loud = photographed(scene(300, 240), { noise: 12 });
    const input = toImageData(loud);
    const png = await prepareSketch(input, { for: {}, preset: 'plain' });
    const limits = { bytes: Math.round(png.bytes.length * 0.7) };
    const webp = await prepareSketch(input, { for: { inputTypes: ['image/png', 'image/webp'], limits }, preset: 'plain' });
    expect(webp.format).toBe('webp');
    expect(webp.bytes.length).toBeLessThanOrEqual(limits.bytes);
    expect(webp.warnings.map(({ code }) => code)).toContain('LOSSY');
    expect((await prepareSketch(input, { for: { inputTypes: ['image/jpeg'] }, preset: 'plain' })).format).toBe('jpeg');
    await expect(prepareSketch(input, { for: { limits: { bytes: 500 } }, preset: 'plain' })).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
    });
    await expect(prepareSketch(input, { for: { inputTypes: [] } })).rejects.toMatchObject({ code: 'OPERATION_UNSUPPORTED' });
  });

  it('keeps its text from what changes the drawing, or loses it, as asked', async () => {
    const written = drawing(600, 400);
    drawCar(written, 0, 60, 1, 8);
    const box = written.text('CAR WASH', 60, 40, 40, 6);
    const input = toImageData(written.picture);
    const inkIn = (picture: Parameters<typeof lumaOnWhite>[0]) => {
      const luma = lumaOnWhite(picture);
      let dark = 0;
      for (let y = box.topPx; y < box.topPx + box.heightPx; y++) {
        for (let x = Math.floor(box.leftPx); x < box.leftPx + box.widthPx; x++) if ((luma[y * 600 + x] ?? 255) < 128) dark++;
      }
      return dark;
    };
    const [kept, masked, ignored] = await Promise.all(
      (['keep', 'mask', 'ignore'] as const).map((text) => prepareSketch(input, { for: {}, preset: 'lines', text })),
    );
    expect(kept?.text).toHaveLength(1);
    expect(kept?.warnings).toContainEqual({ code: 'TEXT_KEPT', message: 'A line of text was found and left as it is.' });
    expect((await prepareSketch(input, { for: {}, preset: 'edges' })).text).toEqual([]);
    const before = inkIn(written.picture);
    expect(kept && inkIn(kept.picture) / before).toBeCloseTo(1, 1);
    expect(ignored && inkIn(ignored.picture) / before).toBeLessThan(0.7);
    expect(masked && inkIn(masked.picture)).toBe(0);
  });

  it('says that nothing is drawn on an empty sheet, and takes every preset', async () => {
    for (const preset of Object.keys(sketchPresets) as (keyof typeof sketchPresets)[]) {
      const { warnings } = await prepareSketch(toImageData(drawing(64, 64).picture), { for: {}, preset });
      expect(warnings.map(({ code }) => code)).toContain('NOTHING_DRAWN');
    }
  });

  it('is prepared once for the same sketch', async () => {
    const kept = createOperationCache();
    let made = 0;
    const cache = {
      get: kept.get,
      set: (...given: Parameters<typeof kept.set>) => {
        made++;
        return kept.set(...given);
      },
    };
    await prepareSketch(toImageData(sheet.picture), { for: square, cache });
    const before = made;
    await prepareSketch(toImageData(sheet.picture), { for: square, cache });
    expect(before).toBeGreaterThan(0);
    expect(made).toBe(before);
  });

  it('can have a preset of one’s own, which is checked', async () => {
    const poster = definePreset({ name: 'poster', title: 'Bold', clean: [], draw: [{ operation: 'lines', changePx: 4 }] });
    const { steps } = await prepareSketch(toImageData(sheet.picture), { for: {}, preset: poster });
    expect(steps).toContainEqual({ operation: 'lines', changePx: 4 });
    const wrong = { name: 'x', title: 'X', clean: [], draw: [{ operation: 'crop', leftPx: 0, topPx: 0, widthPx: 1, heightPx: 1 }] };
    expect(() => definePreset(wrong as never)).toThrow(expect.objectContaining({ code: 'UNKNOWN_SETTING' }));
    await expect(prepareSketch(toImageData(sheet.picture), { for: {}, preset: 'none' as never })).rejects.toMatchObject({
      code: 'UNKNOWN_SETTING',
    });
  });

  it('ends on abort', async () => {
    await expect(prepareSketch(toImageData(sheet.picture), { for: {}, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});
