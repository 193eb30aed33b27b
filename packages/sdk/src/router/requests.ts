import type { z } from 'zod';
import type {
  Analysis,
  AnalyzeImageRequest,
  Cutout,
  EditImageRequest,
  GenerateImageRequest,
  MadePictures,
  RemoveBackgroundRequest,
} from '../providers/index.ts';
import type { Wanted } from './caller.ts';
import { analysisCodec, cutoutCodec, picturesCodec } from './results/codec.ts';
import { pathOf, type ReadInput, readInput } from './results/inputs.ts';
import { schemaText } from './results/key.ts';
import { analysisTask, cutoutTask, normalise, picturesTask } from './tasks.ts';

/** Reads pictures so that several providers can be given them, and names their content where results are kept. */
export interface Reading {
  readonly withHash: boolean;
  readonly signal: AbortSignal;
}

export async function wantedCutout(request: RemoveBackgroundRequest, { withHash, signal }: Reading): Promise<Wanted<Cutout>> {
  const { model, format = 'png', background, quality, careful = false, previewWidthPx } = request;
  const { image, sha256 } = await readInput(request.image, withHash, signal);
  return {
    task: cutoutTask({ ...request, image }),
    codec: cutoutCodec(pathOf(image)),
    content: { parameters: [model, format, background, quality, careful, previewWidthPx], inputs: [sha256] },
    isRepeatable: true,
  };
}

export function wantedPictures(request: GenerateImageRequest): Wanted<MadePictures> {
  const parameters = normalise(request);
  return {
    task: picturesTask({ operation: 'generateImage', model: request.model }, parameters),
    codec: picturesCodec,
    content: { parameters: [request.model, parameters], inputs: [] },
    isRepeatable: parameters.seed !== undefined,
  };
}

export async function wantedEdit(request: EditImageRequest, { withHash, signal }: Reading): Promise<Wanted<MadePictures>> {
  const parameters = normalise(request);
  const images = await readAll(request.images, { withHash, signal });
  const mask = request.mask === undefined ? undefined : await readInput(request.mask, withHash, signal);
  return {
    task: picturesTask({ operation: 'editImage', model: request.model, images: imagesOf(images), mask: mask?.image }, parameters),
    codec: picturesCodec,
    content: {
      parameters: [request.model, parameters],
      inputs: [mask?.sha256 ?? null, ...images.map(({ sha256 }) => sha256)],
    },
    isRepeatable: parameters.seed !== undefined,
  };
}

export async function wantedAnalysis<Schema extends z.ZodType>(
  request: AnalyzeImageRequest<Schema>,
  { withHash, signal }: Reading,
): Promise<Wanted<Analysis<z.output<Schema>>>> {
  const shape = schemaText(request.schema);
  const images = await readAll(request.images, { withHash: withHash && shape !== undefined, signal });
  return {
    task: analysisTask({ ...request, images: imagesOf(images) }),
    codec: analysisCodec(request.schema),
    content:
      shape === undefined ? undefined : { parameters: [request.model, request.prompt, shape], inputs: images.map(({ sha256 }) => sha256) },
    isRepeatable: true,
  };
}

type Some<Item> = readonly [Item, ...Item[]];

async function readAll([first, ...others]: EditImageRequest['images'], { withHash, signal }: Reading): Promise<Some<ReadInput>> {
  const read = [await readInput(first, withHash, signal)] as const;
  const rest: ReadInput[] = [];
  for (const other of others) rest.push(await readInput(other, withHash, signal));
  return [...read, ...rest];
}

function imagesOf([first, ...others]: Some<ReadInput>): EditImageRequest['images'] {
  return [first.image, ...others.map(({ image }) => image)];
}
