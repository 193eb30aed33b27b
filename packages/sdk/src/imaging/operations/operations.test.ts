import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutoutScene, meanDifference, scene, toSharp } from '../testing/pictures.ts';
import { applyOperations, type OperationStep } from './apply.ts';
import { operations } from './table.ts';

const photo = scene(120, 80);
const cutout = cutoutScene(120, 80, 0.5);

describe('the table of operations', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  it('has a line for every folder, and a folder for every line', () => {
    expect(new Set(Object.keys(operations))).toEqual(new Set(folders.map(({ name }) => name)));
  });

  it.each(Object.entries(operations))('%s goes by its own name and refuses options that it does not know', (name, operation) => {
    expect(operation.name).toBe(name);
    expect(() => operation.prepare({ nonsense: 1 })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});

describe('a chain of operations', () => {
  it('runs in order', async () => {
    const result = await applyOperations(cutout, [
      { operation: 'trim-to-alpha', margin: 0 },
      { operation: 'resize', widthPx: 30 },
      { operation: 'flatten', background: '#ff0000' },
    ]);
    expect(result).toMatchObject({ widthPx: 30, heightPx: 20, channels: 3 });
    expect([...result.data.subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  it('of no steps gives the very picture', async () => {
    expect(await applyOperations(photo, [])).toBe(photo);
  });

  it('is checked to its end before it begins', async () => {
    const steps = [{ operation: 'resize', widthPx: 10 }, { operation: 'rotate-hue' }] as unknown as OperationStep[];
    await expect(applyOperations(photo, steps)).rejects.toMatchObject({
      code: 'UNKNOWN_SETTING',
      message: expect.stringContaining('Step 2'),
      hint: expect.stringMatching(/^Known operations: clean-background, contrast, crop, .*trim-to-alpha\.$/),
    });
    for (const name of ['toString', '__proto__', 'constructor']) {
      await expect(applyOperations(photo, [{ operation: name }] as never)).rejects.toMatchObject({ code: 'UNKNOWN_SETTING' });
    }
    await expect(applyOperations(photo, [{ operation: 'crop', leftPx: 0 }] as never)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('stops on abort', async () => {
    const signal = AbortSignal.abort();
    await expect(applyOperations(photo, [{ operation: 'flatten' }], { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('never changes the pixels it was given', async () => {
    const before = cutout.data.slice();
    await applyOperations(cutout, [{ operation: 'trim-to-alpha' }, { operation: 'resize', heightPx: 11 }, { operation: 'flatten' }]);
    expect(meanDifference(cutout.data, before)).toBe(0);
  });
});

describe('crop', () => {
  it('keeps exactly the part, for any part', async () => {
    const part = fc.tuple(fc.nat(119), fc.nat(79)).chain(([leftPx, topPx]) =>
      fc.record({
        leftPx: fc.constant(leftPx),
        topPx: fc.constant(topPx),
        widthPx: fc.integer({ min: 1, max: 120 - leftPx }),
        heightPx: fc.integer({ min: 1, max: 80 - topPx }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(part, async (area) => {
        const result = await applyOperations(photo, [{ operation: 'crop', ...area }]);
        const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = area;
        const expected = await toSharp(photo).extract({ left, top, width, height }).raw().toBuffer();
        expect(Buffer.compare(expected, result.data)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses a part that juts out', async () => {
    const step = { operation: 'crop', leftPx: 100, topPx: 0, widthPx: 21, heightPx: 10 } as const;
    await expect(applyOperations(photo, [step])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('resize', () => {
  it.each([
    [{ widthPx: 60 }, 60, 40],
    [{ heightPx: 20 }, 30, 20],
    [{ widthPx: 60, heightPx: 60 }, 60, 40],
    [{ widthPx: 60, heightPx: 60, fit: 'cover' }, 60, 60],
    [{ widthPx: 60, heightPx: 60, fit: 'stretch' }, 60, 60],
    [{ widthPx: 600 }, 120, 80],
    [{ widthPx: 240, enlarge: true }, 240, 160],
  ] as const)('%j gives %i × %i', async (options, widthPx, heightPx) => {
    expect(await applyOperations(photo, [{ operation: 'resize', ...options }])).toMatchObject({ widthPx, heightPx, channels: 3 });
  });

  it('does not darken a transparent edge with the black that lies outside', async () => {
    const white = {
      ...cutout,
      data: cutout.data.map((value, index) => (index % 4 === 3 ? value : cutout.data[index - (index % 4) + 3] ? 255 : 0)),
    };
    const { data } = await applyOperations(white, [{ operation: 'resize', widthPx: 37 }]);
    for (let at = 0; at < data.length; at += 4) if ((data[at + 3] ?? 0) > 8) expect(data[at]).toBeGreaterThan(250);
  });

  it('needs a side', async () => {
    await expect(applyOperations(photo, [{ operation: 'resize' }])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('trim-to-alpha', () => {
  it('crops to the car and leaves the margin on every side, also where the photo ends', async () => {
    const data = new Uint8Array(100 * 50 * 4);
    // A car of 40 × 20 that touches the left side.
    for (let y = 10; y < 30; y++) for (let x = 0; x < 40; x++) data.set([9, 8, 7, 255], (y * 100 + x) * 4);
    const result = await applyOperations({ data, widthPx: 100, heightPx: 50, channels: 4 }, [{ operation: 'trim-to-alpha', margin: 0.1 }]);
    expect(result).toMatchObject({ widthPx: 48, heightPx: 28 });
    const alpha = (x: number, y: number) => result.data[(y * 48 + x) * 4 + 3];
    expect([alpha(3, 14), alpha(4, 14), alpha(43, 14), alpha(44, 14)]).toEqual([0, 255, 255, 0]);
    expect([alpha(20, 3), alpha(20, 4), alpha(20, 23), alpha(20, 24)]).toEqual([0, 255, 255, 0]);
  });

  it('passes over faint haze', async () => {
    const hazy = { ...cutout, data: cutout.data.slice() };
    hazy.data[3] = 5;
    const [with_, without] = await Promise.all([hazy, cutout].map((picture) => applyOperations(picture, [{ operation: 'trim-to-alpha' }])));
    expect(with_).toMatchObject({ widthPx: without?.widthPx, heightPx: without?.heightPx });
  });

  it('refuses a photo, and a cutout with nothing in it', async () => {
    await expect(applyOperations(photo, [{ operation: 'trim-to-alpha' }])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const empty = { ...cutout, data: new Uint8Array(cutout.data.length) };
    await expect(applyOperations(empty, [{ operation: 'trim-to-alpha' }])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
