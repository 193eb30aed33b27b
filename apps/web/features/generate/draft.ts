import { assetSchema, type GenerationWish, type NewGeneration, type Offer, pictureParametersSchema } from '@forecourt/sdk/contract';
import * as z from 'zod';
import { drawingSchema, emptyDrawing, isBlank } from './sketch/drawing.ts';

/** What a picture is made from, beside words. */
export const sourceSchema = z.enum(['sketch', 'picture', 'words']);
export type Source = z.infer<typeof sourceSchema>;

/** Everything that is said about the picture apart from its words. */
export const optionsSchema = pictureParametersSchema
  .omit({ prompt: true, negativePrompt: true, count: true, transparent: true, format: true })
  .extend({ count: z.int().min(1).max(10), transparent: z.boolean() });
export type Options = z.infer<typeof optionsSchema>;

/** A model of a provider; null leaves it to the router. */
export const modelChoiceSchema = z.strictObject({ provider: z.string(), model: z.string() });
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

const pictureSchema = z.strictObject({
  asset: assetSchema,
  /** What it is, in words: `IMG_1.jpg`, `Front left`. */
  name: z.string(),
  /** The result that it is, where it is one: what is made goes on from there. */
  from: z.strictObject({ generationId: z.string(), resultId: z.string() }).nullable(),
});
/** A picture to start from that the server has. */
export type StartPicture = z.infer<typeof pictureSchema>;

/** What somebody is about to ask for. */
export const draftSchema = z.strictObject({
  source: sourceSchema,
  drawing: drawingSchema,
  picture: pictureSchema.nullable(),
  prompt: z.string().max(32_000),
  negativePrompt: z.string().max(8000),
  choice: modelChoiceSchema.nullable(),
  options: optionsSchema,
});
export type Draft = z.infer<typeof draftSchema>;

export const plainOptions: Options = { count: 1, transparent: false };

export const plainDraft: Draft = {
  source: 'sketch',
  drawing: emptyDrawing,
  picture: null,
  prompt: '',
  negativePrompt: '',
  choice: null,
  options: plainOptions,
};

/** What is asked when somebody wants to know who could do it. The sketch counts by its file, once there is one. */
export function wishOf(draft: Draft, sketchSha256: string | null): GenerationWish {
  const { source, picture, prompt, negativePrompt } = draft;
  // How far to go from a picture says nothing where there is none.
  const { strength, ...options } = draft.options;
  const input = source === 'sketch' ? sketchSha256 : source === 'picture' ? (picture?.asset.sha256 ?? null) : null;
  return {
    operation: source === 'words' ? 'generateImage' : 'editImage',
    inputs: input === null ? [] : [input],
    parameters: {
      prompt: prompt.trim(),
      ...(negativePrompt.trim() === '' ? {} : { negativePrompt: negativePrompt.trim() }),
      ...options,
      ...(strength === undefined || source === 'words' ? {} : { strength }),
    },
  };
}

/** What is sent: the wish with who is to do it and what it belongs to. */
export function requestOf(draft: Draft, sketchSha256: string | null, vehicleId: string | null): NewGeneration {
  const wish = wishOf(draft, sketchSha256);
  const from = draft.source === 'picture' ? (draft.picture?.from ?? null) : null;
  return {
    ...wish,
    parameters: { ...wish.parameters, prompt: draft.prompt.trim() },
    ...(draft.choice ?? {}),
    ...(from === null ? {} : { parentId: from.generationId, parentResultId: from.resultId }),
    ...(vehicleId === null ? {} : { vehicleId }),
  };
}

/** What is still missing before it can be asked for, as a sentence; null where nothing is. */
export function missingFrom(draft: Draft): string | null {
  if (draft.source === 'sketch' && isBlank(draft.drawing)) return 'Draw something first, or choose a picture or words alone.';
  if (draft.source === 'picture' && draft.picture === null) return 'Choose a picture to start from.';
  if (draft.prompt.trim() === '') return 'Say in a few words what the picture should show.';
  return null;
}

/**
 * The options that a model has: what it does not know is left out, what is out of its range is brought into it. So a choice of another
 * model never leads to a request that is refused.
 */
export function fittedOptions(options: Options, { parameters, ranges, qualities, sizes, limits }: Offer): Options {
  const { count, transparent, size, quality, seed } = options;
  const has = new Set(parameters);
  const within = (name: 'strength' | 'steps' | 'guidance') => {
    const value = options[name];
    if (value === undefined || !has.has(name)) return {};
    const { least, most } = ranges[name] ?? { least: value, most: value };
    return { [name]: Math.min(most, Math.max(least, value)) };
  };
  const hasSize = size !== undefined && has.has('size') && (sizes?.kind !== 'list' || sizes.list.some((known) => sameSize(known, size)));
  return {
    count: Math.min(count, limits.count ?? count),
    transparent: transparent && has.has('transparent'),
    ...within('strength'),
    ...within('steps'),
    ...within('guidance'),
    ...(hasSize ? { size } : {}),
    ...(quality !== undefined && has.has('quality') && qualities.includes(quality) ? { quality } : {}),
    ...(seed !== undefined && has.has('seed') ? { seed } : {}),
  };
}

/** A draft for a model: what it does not know is not said to it. */
export function fittedDraft(draft: Draft, offer: Offer): Pick<Draft, 'options' | 'negativePrompt'> {
  return {
    options: fittedOptions(draft.options, offer),
    negativePrompt: offer.parameters.includes('negativePrompt') ? draft.negativePrompt : '',
  };
}

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export function sameSize(one: PictureSize, other: PictureSize): boolean {
  return one.widthPx === other.widthPx && one.heightPx === other.heightPx;
}

/** Proportions that pictures of cars are shown in. */
const proportions = [
  [1, 1],
  [4, 3],
  [3, 2],
  [16, 9],
  [3, 4],
] as const;

/** Sizes to choose from: all that a model names, or some good ones of those that it can make. */
export function sizeChoices({ sizes, parameters }: Pick<Offer, 'sizes' | 'parameters'>): readonly PictureSize[] {
  if (!parameters.includes('size') || sizes === undefined || sizes.kind === 'as-input') return [];
  if (sizes.kind === 'list') return sizes.list;
  const {
    leastPx,
    mostPx,
    multipleOf,
    leastPixels = 0,
    mostPixels = Number.POSITIVE_INFINITY,
    mostAspect = Number.POSITIVE_INFINITY,
  } = sizes;
  const found = proportions.map(([across, down]): PictureSize => {
    // About a million pixels: what these models are made for.
    const unit = Math.sqrt(Math.min(1_048_576, mostPixels) / (across * down));
    const side = (share: number) => Math.min(mostPx, Math.max(leastPx, Math.floor((unit * share) / multipleOf) * multipleOf));
    return { widthPx: side(across), heightPx: side(down) };
  });
  return found.filter(({ widthPx, heightPx }, index) => {
    const pixels = widthPx * heightPx;
    const aspect = Math.max(widthPx, heightPx) / Math.min(widthPx, heightPx);
    const isFirst = found.findIndex((other) => sameSize(other, { widthPx, heightPx })) === index;
    const isWhole = widthPx % multipleOf === 0 && heightPx % multipleOf === 0;
    return isFirst && isWhole && pixels >= leastPixels && pixels <= mostPixels && aspect <= mostAspect;
  });
}
