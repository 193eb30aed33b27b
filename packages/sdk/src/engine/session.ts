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
      const results = await session.run({ [inputName]: new ort.Tensor('float32', values, shape) }, [outputName]);
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
    const text = error instanceof Error ? error.message : String(error);
    if (/bad_alloc|out of memory|failed to allocate/i.test(text))
      throw ForecourtError.from(error, 'OUT_OF_MEMORY', `Could not load ${manifest.name}`);
    throw ForecourtError.from(error, 'MODEL_INVALID', `Could not load ${manifest.name}`);
  }
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
