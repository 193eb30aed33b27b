import type { RgbPixels } from '../../packages/quality/src/index.ts';
import { squaredDistanceTo } from '../../packages/quality/src/raster/index.ts';
import { decodeImage, encodeImage, prepareSketch } from '../../packages/sdk/src/imaging/index.ts';
import { lumaOnWhite } from '../../packages/sdk/src/imaging/on-white.ts';
import { loadSharp } from '../../packages/sdk/src/imaging/sharp.ts';
import { drawCar, drawing, photographed } from '../../packages/sdk/src/imaging/testing/drawings.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';

const widthPx = 2400;
const heightPx = 1600;
const workedPx = 1536;

/**
 * A photographed drawing of 4 megapixels made clean, beside what sharp alone offers for it: its own local contrast (CLAHE) and a threshold. The
 * peer is native code and does less, so the details say how clean each result is.
 */
export const imagingSketch: Benchmark = {
  name: 'imaging.sketch',
  title: 'a photographed sketch of 4 megapixels, cleaned and written as PNG, beside sharp’s local contrast and threshold',
  repeat: 7,
  async run(context) {
    const drawn = sheet();
    const photo = await encodeImage(photographed(drawn), { format: 'jpeg' });
    const ours = async () =>
      (await prepareSketch(photo, { for: { sizes: { kind: 'list', list: [{ widthPx: workedPx, heightPx: 1024 }] } }, workingPx: workedPx }))
        .bytes;
    const pairs = await alternately(context, {
      unit: 'ms',
      warmUps: 2,
      ours: () => timed(ours),
      peer: () => timed(() => bySharp(photo)),
    });
    const details = await Promise.all(
      (
        [
          ['ours', ours],
          ['sharp', () => bySharp(photo)],
        ] as const
      ).map(async ([name, make]) => `${name}: ${await cleanness(await make(), drawn)}`),
    );
    return compare(pairs, { unit: 'ms', peer: 'sharp: CLAHE, threshold', better: 'less', details });
  },
};

function sheet(): RgbPixels {
  const sketch = drawing(widthPx, heightPx);
  for (let x = 20; x < widthPx; x += 60)
    sketch.line(
      [
        [x, 0],
        [x + 16, heightPx],
      ],
      2,
      [175, 200, 230],
    );
  for (let y = 20; y < heightPx; y += 60)
    sketch.line(
      [
        [0, y],
        [widthPx, y - 16],
      ],
      2,
      [175, 200, 230],
    );
  drawCar(sketch, 240, 320, 3, 9);
  return sketch.picture;
}

async function bySharp(photo: Uint8Array): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(photo)
    .resize(workedPx, 1024)
    .greyscale()
    .clahe({ width: 96, height: 96, maxSlope: 3 })
    .threshold(110)
    .png({ compressionLevel: 6 })
    .toBuffer();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** How much of the ink is dark in a result, and how much of the paper is not white. */
async function cleanness(file: Uint8Array, drawn: RgbPixels): Promise<string> {
  const { pixels } = await decodeImage(file);
  const luma = lumaOnWhite(pixels);
  const plain = drawing(widthPx, heightPx);
  drawCar(plain, 240, 320, 3, 9);
  const truth = lumaOnWhite((await decodeImage(await shrunk(plain.picture))).pixels);
  const ink = truth.map((value) => (value < 128 ? 1 : 0));
  const away = squaredDistanceTo(ink, pixels.widthPx, pixels.heightPx, 1);
  let [inked, kept, paper, dirty] = [0, 0, 0, 0];
  for (const [at, value] of luma.entries()) {
    if (ink[at] === 1) {
      inked++;
      if (value < 128) kept++;
    } else if ((away[at] ?? 0) > 9) {
      paper++;
      if (value < 240) dirty++;
    }
  }
  return `${((100 * kept) / inked).toFixed(1)} % of the ink is dark, ${((100 * dirty) / paper).toFixed(2)} % of the paper is not white (drawn at ${drawn.widthPx} × ${drawn.heightPx})`;
}

async function shrunk({ data, widthPx: width, heightPx: height, channels }: RgbPixels): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels } }).resize(workedPx, 1024).png().toBuffer();
}
