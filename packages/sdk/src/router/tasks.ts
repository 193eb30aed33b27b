import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';
import { pictureParametersSchema } from '../contract/index.ts';
import type {
  Analysis,
  AnalyzeImageRequest,
  Cutout,
  EditImageRequest,
  GenerateImageRequest,
  MadePictures,
  NormalisedPictures,
  RemoveBackgroundRequest,
} from '../providers/index.ts';
import type { Task } from './calls/task.ts';

/** A cutout as the way of all calls. */
export function cutoutTask(request: RemoveBackgroundRequest): Task<Cutout> {
  const { model, format = 'png', background, quality, careful } = request;
  return {
    request: { operation: 'removeBackground', model, format, background, quality, careful },
    perform: (provider, chosen, context) => provider.removeBackground?.({ ...request, model: chosen }, context),
    resume: () => undefined,
    check({ bytes, output, costUsd, provider }) {
      if (bytes.byteLength === 0) throw lie(provider, 'an empty picture', costUsd);
      if (output.format !== format) throw lie(provider, `${output.format} instead of ${format}`, costUsd);
    },
    score: ({ report }) => report.score,
  };
}

/** What pictures are made from, beside their parameters. */
export type PictureSource =
  | { readonly operation: 'generateImage'; readonly model: string | undefined }
  | ({ readonly operation: 'editImage'; readonly model: string | undefined } & Pick<EditImageRequest, 'images' | 'mask'>);

/** Pictures from words, or from pictures and words. */
export function picturesTask(source: PictureSource, parameters: NormalisedPictures): Task<MadePictures> {
  const { count, format, size } = parameters;
  const requestTo = (model: string): GenerateImageRequest | EditImageRequest =>
    source.operation === 'generateImage' ? { ...parameters, model } : { ...parameters, images: source.images, mask: source.mask, model };
  return {
    request: { ...source, ...parameters },
    perform(provider, model, context) {
      const request = requestTo(model);
      return 'images' in request ? provider.editImage?.(request, context) : provider.generateImage?.(request, context);
    },
    resume: (provider, model, providerJobId, context) => provider.resume?.(providerJobId, requestTo(model), context),
    check({ images, provider, costUsd }) {
      if (images.length !== count) throw lie(provider, `${images.length} pictures instead of ${count}`, costUsd);
      for (const image of images) {
        if (image.bytes.byteLength === 0) throw lie(provider, 'an empty picture', costUsd);
        if (image.format !== format) throw lie(provider, `${image.format} instead of ${format}`, costUsd);
        if (size && (image.widthPx !== size.widthPx || image.heightPx !== size.heightPx)) {
          throw lie(provider, `${image.widthPx} × ${image.heightPx} px instead of ${size.widthPx} × ${size.heightPx}`, costUsd);
        }
      }
    },
    score: () => undefined,
  };
}

/** An answer of a shape. */
export function analysisTask<Schema extends z.ZodType>(request: AnalyzeImageRequest<Schema>): Task<Analysis<z.output<Schema>>> {
  const { model, prompt, images, schema } = request;
  return {
    request: { operation: 'analyzeImage', model, prompt, images, schema },
    perform: (provider, chosen, context) => provider.analyzeImage?.({ ...request, model: chosen }, context),
    resume: () => undefined,
    check({ value, provider, costUsd }) {
      if (value === undefined) throw lie(provider, 'no answer', costUsd);
    },
    score: () => undefined,
  };
}

/** A request for pictures with its defaults. @throws INVALID_INPUT */
export function normalise(request: GenerateImageRequest | EditImageRequest): NormalisedPictures {
  const { model: _model, images: _images, mask: _mask, ...parameters }: Partial<EditImageRequest> = request;
  const parsed = pictureParametersSchema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const text = `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'it is not as it should be'}`;
  throw new ForecourtError('INVALID_INPUT', text, { details: { issues: parsed.error.issues }, cause: parsed.error });
}

/** What a provider calls a success and is none. It was made, so it was paid. */
function lie(provider: string, what: string, costUsd: number): ForecourtError {
  return new ForecourtError('PROVIDER_ANSWER_INVALID', `${provider} gave ${what}.`, {
    details: { provider, ...(costUsd > 0 && { costUsd }) },
  });
}
