// Bundled for the browser by imaging.test.ts: pictures as a page has them.

import {
  applyOperations,
  decodeInBrowser,
  encodeInBrowser,
  fromImageData,
  measurePalette,
  type Picture,
  prepareSketch,
  type SketchOptions,
  type SketchStep,
  toImageData,
} from '@forecourt/sdk/imaging/browser';

/** Pixels on their way between the page and its test. */
interface Sent {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: 3 | 4;
  readonly base64: string;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 30_000) text += String.fromCharCode(...bytes.subarray(at, at + 30_000));
  return btoa(text);
}

function pictureOf({ widthPx, heightPx, channels, base64 }: Sent): Picture {
  const data = bytesOf(base64);
  return channels === 3 ? { data, widthPx, heightPx, channels } : { data, widthPx, heightPx, channels };
}

function sentOf({ data, ...rest }: Picture): Sent {
  return { ...rest, base64: base64Of(data) };
}

function canvasOf(picture: Picture): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const { data, width, height } = toImageData(picture);
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}

/** The same file, in each way that a page may have it. */
async function inEveryWay(base64: string, address: string): Promise<Readonly<Record<string, Sent>>> {
  const bytes = bytesOf(base64);
  const { pixels } = await decodeInBrowser(bytes);
  const { data, width, height } = toImageData(pixels);
  const ways = {
    file: new File([bytes], 'sketch.png', { type: 'image/png' }),
    blob: new Blob([bytes]),
    buffer: bytes.buffer,
    bytes,
    stream: new Blob([bytes]).stream(),
    'data: URL': new URL(`data:image/png;base64,${base64}`),
    'blob: URL fetched': await (await fetch(URL.createObjectURL(new Blob([bytes])))).blob(),
    URL: new URL(address, location.href),
    canvas: canvasOf(pixels),
    ImageData: new ImageData(data, width, height),
  };
  const decoded = await Promise.all(Object.entries(ways).map(async ([way, input]) => [way, sentOf((await decodeInBrowser(input)).pixels)]));
  return Object.fromEntries(decoded);
}

/** What the test calls in the page. */
const page = {
  inEveryWay,
  apply: async (sent: Sent, steps: readonly SketchStep[]): Promise<Sent> => sentOf(await applyOperations(pictureOf(sent), steps)),
  palette: (sent: Sent, count: number) => measurePalette(pictureOf(sent), { count }),
  async prepare(sent: Sent, options: SketchOptions) {
    const sketch = await prepareSketch(fromImageData(toImageData(pictureOf(sent))), options);
    const { widthPx, heightPx } = sketch.restore(sketch.picture);
    return { base64: base64Of(sketch.bytes), codes: sketch.warnings.map(({ code }) => code), restored: { widthPx, heightPx } };
  },
  encode: async (sent: Sent, format: 'png' | 'webp' | 'jpeg'): Promise<string> => base64Of(await encodeInBrowser(pictureOf(sent), format)),
  async codeOf(address: string): Promise<string> {
    const outcome = await decodeInBrowser(new URL(address, location.href), { limits: { bytes: 100_000 } }).then(
      () => ({ code: 'none' }),
      (error: { readonly code: string }) => error,
    );
    return outcome.code;
  },
};
export type ImagingPage = typeof page;

Object.assign(globalThis, { imagingPage: page });
