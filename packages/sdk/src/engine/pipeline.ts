import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import { ForecourtError } from '@forecourt/errors';
import { assessCutout, assessPhoto, type Report, type RgbaPixels, type RgbPixels } from '@forecourt/quality';
import {
  applyOperations,
  decodeImage,
  type EncodeOptions,
  encodeImage,
  type ImageWarning,
  openImage,
  readImageInput,
} from '../imaging/index.ts';
import { estimateColours } from './matting/colours.ts';
import { composeCutout } from './matting/compose.ts';
import { scaleMask, segmentPhoto } from './matting/segment.ts';
import type { ModelManifest } from './models/manifest.ts';
import { prepareModel } from './models/prepare.ts';
import { ModelStore } from './models/store.ts';
import type { CutoutOptions } from './options.ts';
import type { AssessResult, CutoutResult, InputFacts, Preview, Request, Source, Stage, WorkerSettings } from './protocol.ts';
import { loadSegmenter, type Segmenter } from './session.ts';

export interface Pipeline {
  /** Does what is asked; `transfer` lists the buffers that may be handed over instead of copied. */
  run(request: Request, onStage: (stage: Stage) => void): Promise<{ result: unknown; transfer: ArrayBuffer[] }>;
}

interface Model {
  readonly segmenter: Segmenter;
  readonly manifest: ModelManifest;
}

/** One picture from its bytes to its cutout, inside the engine's thread. */
export function createPipeline(settings: WorkerSettings): Pipeline {
  let model: Promise<Model> | undefined;
  const loaded = (): Promise<Model> => {
    // A model that failed to load is tried again by the next picture: its weights may have been installed meanwhile.
    model ??= loadModel(settings).catch((error: unknown) => {
      model = undefined;
      throw error;
    });
    return model;
  };
  const inTurn = createTurns();

  return {
    async run(request, onStage) {
      const checkpoint = () => {
        if (Atomics.load(new Int32Array(request.cancelled), 0) !== 0) throw new ForecourtError('ABORTED', 'This was cancelled.');
      };
      checkpoint();
      if (request.kind === 'warm') {
        await loaded();
        return { result: undefined, transfer: [] };
      }
      if (request.kind === 'assess')
        return { result: await assess(request.photo, request.cutout, settings, onStage, checkpoint), transfer: [] };
      return cutOut(request.photo, request.options, { settings, loaded, inTurn, onStage, checkpoint });
    },
  };
}

interface Context {
  readonly settings: WorkerSettings;
  readonly loaded: () => Promise<Model>;
  readonly inTurn: <Value>(task: () => Promise<Value>) => Promise<Value>;
  readonly onStage: (stage: Stage) => void;
  readonly checkpoint: () => void;
}

async function cutOut(
  source: Source,
  options: CutoutOptions,
  context: Context,
): Promise<{ result: CutoutResult; transfer: ArrayBuffer[] }> {
  const { settings, onStage, checkpoint } = context;
  const clock = createClock();
  onStage('decode');
  const bytes = await bytesOf(source, settings);
  // The first picture is decoded while the model is read and checked.
  const [opened, { segmenter, manifest }] = await Promise.all([openImage(bytes, { limits: settings.limits }), context.loaded()]);
  const photo = opened.pixels();
  const input: InputFacts = {
    sha256: sha256(bytes),
    bytes: bytes.byteLength,
    widthPx: photo.widthPx,
    heightPx: photo.heightPx,
    type: opened.info.type,
  };
  checkpoint();
  const decodeMs = clock();

  // The model's input is one buffer, and two pictures' pixel work at once would only fight for the same thread.
  const { cutout, inferenceMs } = await context.inTurn(async () => {
    checkpoint();
    clock();
    onStage('inference');
    const { mask, picture, inferenceMs } = await segmentPhoto(photo, segmenter, manifest, { ...options, checkpoint });
    onStage('refine');
    const isSmaller = photo.widthPx < mask.widthPx || photo.heightPx < mask.heightPx;
    // Composing enlarges a mask by itself; making one smaller needs averaging first.
    const alpha = isSmaller ? await scaleMask(mask, Math.min(mask.widthPx, photo.widthPx), Math.min(mask.heightPx, photo.heightPx)) : mask;
    return { cutout: composeCutout(photo, alpha, options.cleanEdges ? estimateColours(picture, mask) : undefined), inferenceMs };
  });
  const refineMs = clock() - inferenceMs;
  checkpoint();

  // The encoder works outside of this thread, so the report is made meanwhile.
  if (options.format !== 'rgba') onStage('encode');
  const [image, preview, { report, reportMs }] = await Promise.all([
    options.format === 'rgba' ? { format: options.format, pixels: cutout } : encode(cutout, options),
    options.previewWidthPx === undefined ? undefined : previewOf(cutout, options.previewWidthPx, options.background),
    options.report ? assessAside(photo, cutout, onStage) : noReport,
  ]);
  checkpoint();
  // What the caller waited for the encoder beyond the report.
  const encodeMs = clock() - reportMs;
  const warnings: ImageWarning[] = [...opened.warnings];
  const timings = { decodeMs, inferenceMs, refineMs, reportMs, encodeMs, totalMs: decodeMs + inferenceMs + refineMs + reportMs + encodeMs };
  const buffer = image.format === 'rgba' ? image.pixels.data.buffer : image.bytes.buffer;
  return {
    result: { input, model: manifest.name, warnings, timings, report, preview, image },
    transfer: buffer instanceof ArrayBuffer ? [buffer] : [],
  };
}

const noReport = { report: undefined, reportMs: 0 };

/** Lets the encoder begin, which takes a turn of the event loop, and then assesses, which blocks it. */
async function assessAside(
  photo: RgbPixels,
  cutout: RgbaPixels,
  onStage: (stage: Stage) => void,
): Promise<{ report: Report; reportMs: number }> {
  await setImmediate();
  onStage('report');
  const started = performance.now();
  const report = assessCutout({ photo, cutout });
  return { report, reportMs: performance.now() - started };
}

async function assess(
  photoSource: Source,
  cutoutSource: Source | undefined,
  settings: WorkerSettings,
  onStage: (stage: Stage) => void,
  checkpoint: () => void,
): Promise<AssessResult> {
  onStage('decode');
  const bytes = await bytesOf(photoSource, settings);
  const decoded = await decodeImage(bytes, { limits: settings.limits });
  const { widthPx, heightPx } = decoded.pixels;
  const input: InputFacts = { sha256: sha256(bytes), bytes: bytes.byteLength, widthPx, heightPx, type: decoded.info.type };
  checkpoint();
  if (!cutoutSource) {
    onStage('report');
    // A picture with transparency is a cutout on its own; one without is a photo.
    const report = decoded.pixels.channels === 4 ? assessCutout({ cutout: decoded.pixels }) : assessPhoto({ photo: decoded.pixels });
    return { input, warnings: decoded.warnings, report };
  }
  const photo = decoded.pixels.channels === 3 ? decoded.pixels : (await openImage(bytes, { limits: settings.limits })).pixels();
  const cutout = await decodeImage(await bytesOf(cutoutSource, settings), { limits: settings.limits });
  checkpoint();
  onStage('report');
  return { input, warnings: [...decoded.warnings, ...cutout.warnings], report: assessCutout({ photo, cutout: withAlpha(cutout.pixels) }) };
}

async function loadModel({ model, dataDir, cacheDir, threads }: WorkerSettings): Promise<Model> {
  const store = new ModelStore(dataDir);
  const manifest = await store.manifest(model);
  await store.requireAcknowledgement(manifest);
  const path = await prepareModel(manifest, store, cacheDir);
  return { manifest, segmenter: await loadSegmenter(path, manifest, threads) };
}

async function bytesOf(source: Source, { limits }: WorkerSettings): Promise<Uint8Array> {
  return 'bytes' in source ? source.bytes : readImageInput(source.path, { limits });
}

async function encode(
  cutout: RgbaPixels,
  { format, background, quality }: CutoutOptions,
): Promise<{ format: Exclude<CutoutOptions['format'], 'rgba'>; bytes: Uint8Array; sha256: string }> {
  if (format === 'rgba') throw new ForecourtError('INTERNAL', 'Decoded pixels are not encoded.');
  const lossy = format === 'webp' || format === 'avif' || format === 'jpeg';
  const request: EncodeOptions = {
    format,
    ...(background !== undefined && { background }),
    ...(lossy && quality !== undefined && { quality }),
  };
  const bytes = await encodeImage(cutout, request);
  // A buffer of its own can be handed to the caller without a copy; a slice of a pool and a library's own memory cannot.
  const isOwn = bytes.byteLength === bytes.buffer.byteLength && !isMarkedAsUntransferable(bytes.buffer);
  const own = isOwn ? bytes : new Uint8Array(bytes);
  return { format, bytes: own, sha256: sha256(own) };
}

async function previewOf(cutout: RgbaPixels, widthPx: number, background: string | undefined): Promise<Preview> {
  const small = await applyOperations(cutout, [{ operation: 'resize', widthPx }]);
  const bytes = await encodeImage(small, { format: 'webp', quality: 80, ...(background !== undefined && { background }) });
  return { bytes, widthPx: small.widthPx, heightPx: small.heightPx };
}

/** An opaque picture given as a cutout is one whose background was not removed: the report says so. */
function withAlpha(pixels: RgbPixels | RgbaPixels): RgbaPixels {
  if (pixels.channels === 4) return pixels;
  const { data, widthPx, heightPx } = pixels;
  const rgba = new Uint8Array(4 * widthPx * heightPx).fill(255);
  for (let i = 0, to = 0; i < data.length; i += 3, to += 4) {
    rgba[to] = data[i] ?? 0;
    rgba[to + 1] = data[i + 1] ?? 0;
    rgba[to + 2] = data[i + 2] ?? 0;
  }
  return { data: rgba, widthPx, heightPx, channels: 4 };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Milliseconds since the last call. */
function createClock(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const passed = now - last;
    last = now;
    return passed;
  };
}

/** Runs tasks one after the other, in the order in which they came. */
function createTurns(): <Value>(task: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn;
    return turn;
  };
}
