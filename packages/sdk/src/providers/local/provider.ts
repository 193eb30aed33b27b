import { ForecourtError } from '@forecourt/errors';
import type { Report } from '@forecourt/quality';
import { createEngine, type Engine, type EngineOptions, type Stage } from '../../engine/index.ts';
import { describeModel } from '../../engine/models/index.ts';
import { readableTypes, writeImageFile } from '../../imaging/index.ts';
import { progressTeller } from '../cutout/progress.ts';
import { pathOf } from '../cutout/request.ts';
import type { CallContext, Cutout, CutoutFormat, Provider, RemoveBackgroundRequest } from '../provider.ts';

/** The local engine as a provider: free of charge, needs no network, and no photo leaves the machine. */
export interface LocalProvider extends Provider {
  /** Loads the model. @throws MODEL_NOT_INSTALLED, MODEL_CORRUPT, DEPENDENCY_MISSING, ABORTED */
  warm(context?: CallContext): Promise<void>;
  removeBackground(request: RemoveBackgroundRequest, context?: CallContext): Promise<Cutout>;
}

/** Share of the work that is done when a stage begins; inference is nine tenths of it. */
const shares: Readonly<Record<Stage, number>> = { decode: 0, inference: 0.03, refine: 0.85, encode: 0.9, report: 0.92 };

const formats: readonly CutoutFormat[] = ['png', 'webp', 'avif', 'tiff', 'jpeg'];

/**
 * Makes a provider of the local engine. Nothing is loaded until the first call.
 *
 * @example
 * await using local = createLocalProvider();
 * const cutout = await local.removeBackground({ image: 'car.jpg' });
 * await cutout.save('car.png');
 * console.log(cutout.report.verdict, cutout.report.defects);
 *
 * @throws UNKNOWN_SETTING, INVALID_INPUT for wrong options or environment.
 */
export function createLocalProvider(options: EngineOptions = {}): LocalProvider {
  // One engine for each model that is asked for; most processes ever ask for one.
  const engines = new Map<string | undefined, Engine>();
  let closed = false;
  const engineFor = (model: string | undefined): Engine => {
    if (closed) throw new ForecourtError('ENGINE_CLOSED', 'This provider was closed.');
    const wanted = model ?? options.model;
    const engine = engines.get(wanted) ?? createEngine({ ...options, ...(wanted !== undefined && { model: wanted }) });
    engines.set(wanted, engine);
    return engine;
  };
  const close = async () => {
    closed = true;
    await Promise.all([...engines.values()].map((engine) => engine.close()));
  };
  engineFor(undefined);

  return {
    name: 'local',
    async abilities() {
      const { manifest } = await describeModel(options);
      return {
        provider: 'local',
        checkedOn: null,
        offers: [
          {
            operation: 'removeBackground',
            model: manifest.name,
            title: manifest.title,
            limits: { bytes: options.limits?.bytes ?? 64_000_000, pixels: options.limits?.pixels ?? 120_000_000, concurrency: 2 },
            inputTypes: [...readableTypes],
            outputFormats: [...formats],
            parameters: ['background', 'quality', 'careful'],
            ranges: {},
            qualities: [],
            defaults: {},
            price: { per: 'call', usd: 0 },
            expectedMs: 2000,
            retiresOn: null,
            replacedBy: null,
          },
        ],
      };
    },
    async health() {
      if (closed) return { state: 'unavailable', message: 'The local engine was closed.' };
      try {
        const { manifest, weights } = await describeModel(options);
        if (weights) return { state: 'ready', message: `${manifest.title} is on this machine.` };
        return {
          state: 'unavailable',
          message: `The weights of ${manifest.name} are not on this machine.`,
          hint: `Run: forecourt models add ${manifest.name}`,
        };
      } catch (error) {
        const { message, hint } = ForecourtError.from(error);
        return { state: 'unavailable', message, hint };
      }
    },
    warm: async ({ signal } = {}) => engineFor(undefined).warm({ signal }),
    async removeBackground(request, { signal, onProgress } = {}) {
      const { image, model, format = 'png', background, quality, careful = false, previewWidthPx } = request;
      const tell = progressTeller(onProgress);
      tell({ stage: 'queued', share: 0 });
      const result = await engineFor(model).cutout(image, {
        format,
        careful,
        ...(background !== undefined && { background }),
        ...(quality !== undefined && { quality }),
        ...(previewWidthPx !== undefined && { previewWidthPx }),
        signal,
        onStage: (stage) => tell({ stage, share: shares[stage] }),
      });
      if (result.image.format === 'rgba' || !result.report) throw new ForecourtError('INTERNAL', 'The engine gave no encoded picture.');
      tell({ stage: 'encode', share: 1 });
      const { bytes, sha256 } = result.image;
      return {
        input: { ...result.input, ...pathOf(image) },
        output: { sha256, bytes: bytes.byteLength, format: result.image.format },
        provider: 'local',
        model: result.model,
        costUsd: 0,
        timings: result.timings,
        warnings: [...result.warnings],
        report: result.report satisfies Report,
        preview: result.preview,
        bytes,
        save: (path) => writeImageFile(path, bytes, { sources: Object.values(pathOf(image)) }),
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
