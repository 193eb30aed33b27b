import { createRequire } from 'node:module';
import { ForecourtError } from '@forecourt/errors';
import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import type * as Ort from 'onnxruntime-node';
import type { ModelManifest } from './models/manifest.ts';
import { toMask, toTensor } from './tensor.ts';

/** A loaded model: pictures of its input size in, masks of its output size out. */
export interface Segmenter {
  /** Blocks its thread while it computes: run it in a worker. */
  segment(picture: RgbPixels): Promise<{ mask: MaskPixels; inferenceMs: number }>;
  release(): Promise<void>;
}

/**
 * Loads a prepared model.
 *
 * @throws DEPENDENCY_MISSING, MODEL_INVALID (it does not load, or has not the inputs and outputs of its manifest), OUT_OF_MEMORY
 */
export async function loadSegmenter(path: string, manifest: ModelManifest, threads: number | undefined): Promise<Segmenter> {
  const ort = loadRuntime();
  const session = await create(ort, path, manifest, threads);
  const inputName = named(session.inputNames, manifest.input.name, 'input', manifest);
  const outputName = named(session.outputNames, manifest.output.name, 'output', manifest);
  const { widthPx, heightPx, layout } = manifest.input;
  const shape = layout === 'NCHW' ? [1, 3, heightPx, widthPx] : [1, heightPx, widthPx, 3];
  const values = new Float32Array(3 * widthPx * heightPx);

  return {
    async segment(picture) {
      toTensor(picture, manifest.input, values);
      const started = performance.now();
      const input = new ort.Tensor('float32', values, shape);
      const results = await session.run({ [inputName]: input }, [outputName]).catch((error: unknown) => {
        throw failure(error, `${manifest.name} could not compute`);
      });
      const inferenceMs = performance.now() - started;
      const output = results[outputName];
      if (!output || !(output.data instanceof Float32Array)) throw invalid(manifest, `its output ${outputName} is not float32`);
      try {
        return { mask: planeOf(output.data, output.dims, manifest), inferenceMs };
      } finally {
        output.dispose();
      }
    },
    release: () => session.release(),
  };
}

/** The plane of one channel out of [1, C, H, W], [C, H, W] or [H, W]. */
function planeOf(data: Float32Array, dims: readonly number[], manifest: ModelManifest): MaskPixels {
  const [heightPx, widthPx] = dims.slice(-2);
  const { channel } = manifest.output;
  if (!heightPx || !widthPx || (channel + 1) * heightPx * widthPx > data.length) {
    throw invalid(manifest, `its output is ${dims.join(' × ')}, which has no channel ${channel}`);
  }
  // A mask covers the whole input; other proportions mean that the last two are not height and width.
  const { input } = manifest;
  if (Math.abs(heightPx * input.widthPx - widthPx * input.heightPx) > Math.max(input.widthPx, input.heightPx)) {
    throw invalid(manifest, `its output is ${dims.join(' × ')}, which does not cover ${input.widthPx} × ${input.heightPx} px`);
  }
  const plane = data.subarray(channel * heightPx * widthPx, (channel + 1) * heightPx * widthPx);
  return toMask(plane, widthPx, heightPx, manifest.output);
}

async function create(ort: typeof Ort, path: string, manifest: ModelManifest, threads: number | undefined): Promise<Ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(path, {
      executionMode: manifest.runtime.executionMode,
      enableMemPattern: manifest.runtime.memoryPattern,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
      ...(threads !== undefined && { intraOpNumThreads: threads }),
    });
  } catch (error) {
    throw failure(error, `Could not load ${manifest.name}`);
  }
}

/** The runtime has no codes: memory is told by its words, all else that it refuses is a model that does not fit. */
function failure(error: unknown, what: string): ForecourtError {
  const text = error instanceof Error ? error.message : String(error);
  return ForecourtError.from(error, /bad_alloc|out of memory|failed to allocate/i.test(text) ? 'OUT_OF_MEMORY' : 'MODEL_INVALID', what);
}

function named(names: readonly string[], wanted: string | undefined, what: string, manifest: ModelManifest): string {
  const name = wanted ?? names[0];
  if (name !== undefined && names.includes(name)) return name;
  throw invalid(manifest, `it has no ${what} ${wanted ?? ''} but ${names.join(', ')}`);
}

function invalid(manifest: ModelManifest, what: string): ForecourtError {
  return new ForecourtError('MODEL_INVALID', `${manifest.name} does not fit its manifest: ${what}.`);
}

/** An optional peer: loaded when the first model is, so that importing the SDK stays light. */
function loadRuntime(): typeof Ort {
  try {
    return createRequire(import.meta.url)('onnxruntime-node');
  } catch (error) {
    throw new ForecourtError('DEPENDENCY_MISSING', 'The local engine needs the package onnxruntime-node.', {
      hint: 'Install it: npm install onnxruntime-node',
      cause: error,
    });
  }
}
