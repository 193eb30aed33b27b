import type { Charge } from '../faults.ts';

/** One field of a model's input, as its OpenAPI schema says it. */
export interface InputField {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'file';
  readonly isRequired?: boolean;
  readonly least?: number;
  readonly most?: number;
  readonly words?: readonly string[];
}

/** A model that the emulator runs: the same names, fields and prices as the real one. */
export interface EmulatedModel {
  readonly name: string;
  /** Versions that can be run; none for models that are run by their name. */
  readonly versions: readonly string[];
  readonly fields: Readonly<Record<string, InputField>>;
  readonly givesList: boolean;
  readonly draws: 'cutout' | 'picture';
  readonly price: { readonly perImageUsd: number } | { readonly perSecondUsd: number; readonly seconds: number };
}

const prompt: InputField = { type: 'string', isRequired: true };
const file: InputField = { type: 'file' };
const photo: InputField = { type: 'file', isRequired: true };
const seed: InputField = { type: 'integer' };
const share: InputField = { type: 'number', least: 0, most: 1 };
const ratios = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21'];
const threeFormats: InputField = { type: 'string', words: ['webp', 'jpg', 'png'] };
const twoFormats: InputField = { type: 'string', words: ['jpg', 'png'] };
const percent: InputField = { type: 'integer', least: 0, most: 100 };
const t4UsdPerSecond = 0.000225;
const l40sUsdPerSecond = 0.000975;

/** Read from replicate.com/OWNER/MODEL/api in November 2026. */
export const emulatedModels: readonly EmulatedModel[] = [
  {
    name: '851-labs/background-remover',
    versions: ['a029dff38972b5fda4ec5d75d7d1cd25aeff621d2cf4946a41055d7db66b80bc'],
    fields: {
      image: photo,
      threshold: share,
      reverse: { type: 'boolean' },
      background_type: { type: 'string' },
      format: { type: 'string' },
    },
    givesList: false,
    draws: 'cutout',
    price: { perSecondUsd: t4UsdPerSecond, seconds: 2.5 },
  },
  {
    name: 'lucataco/remove-bg',
    versions: ['95fcc2a26d3899cd6c2691c900465aaeff466285a65c14638cc5f36f34befaf1'],
    fields: { image: photo },
    givesList: false,
    draws: 'cutout',
    price: { perSecondUsd: t4UsdPerSecond, seconds: 3 },
  },
  {
    name: 'bria/remove-background',
    versions: [],
    fields: { image: file, image_url: { type: 'string' }, content_moderation: { type: 'boolean' }, preserve_alpha: { type: 'boolean' } },
    givesList: false,
    draws: 'cutout',
    price: { perImageUsd: 0.018 },
  },
  {
    name: 'black-forest-labs/flux-schnell',
    versions: [],
    fields: {
      prompt,
      seed,
      aspect_ratio: { type: 'string', words: ratios },
      num_outputs: { type: 'integer', least: 1, most: 4 },
      num_inference_steps: { type: 'integer', least: 1, most: 4 },
      output_format: threeFormats,
      output_quality: percent,
      go_fast: { type: 'boolean' },
      megapixels: { type: 'string', words: ['1', '0.25'] },
      disable_safety_checker: { type: 'boolean' },
    },
    givesList: true,
    draws: 'picture',
    price: { perImageUsd: 0.003 },
  },
  {
    name: 'black-forest-labs/flux-dev',
    versions: [],
    fields: {
      prompt,
      seed,
      image: file,
      prompt_strength: share,
      aspect_ratio: { type: 'string', words: ratios },
      num_outputs: { type: 'integer', least: 1, most: 4 },
      num_inference_steps: { type: 'integer', least: 1, most: 50 },
      guidance: { type: 'number', least: 0, most: 10 },
      output_format: threeFormats,
      output_quality: percent,
      go_fast: { type: 'boolean' },
      megapixels: { type: 'string', words: ['1', '0.25'] },
      disable_safety_checker: { type: 'boolean' },
    },
    givesList: true,
    draws: 'picture',
    price: { perImageUsd: 0.025 },
  },
  {
    name: 'black-forest-labs/flux-1.1-pro',
    versions: [],
    fields: {
      prompt,
      seed,
      image_prompt: file,
      aspect_ratio: { type: 'string', words: ['custom', ...ratios] },
      width: { type: 'integer', least: 256, most: 1440 },
      height: { type: 'integer', least: 256, most: 1440 },
      safety_tolerance: { type: 'integer', least: 1, most: 6 },
      prompt_upsampling: { type: 'boolean' },
      output_format: threeFormats,
      output_quality: percent,
    },
    givesList: false,
    draws: 'picture',
    price: { perImageUsd: 0.04 },
  },
  {
    name: 'stability-ai/stable-diffusion-3.5-large',
    versions: [],
    fields: {
      prompt,
      seed,
      image: file,
      prompt_strength: share,
      aspect_ratio: { type: 'string', words: ratios },
      cfg: { type: 'number', least: 1, most: 10 },
      output_format: threeFormats,
    },
    givesList: true,
    draws: 'picture',
    price: { perImageUsd: 0.065 },
  },
  {
    name: 'stability-ai/sdxl',
    versions: ['7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc'],
    fields: {
      prompt: { type: 'string' },
      seed,
      negative_prompt: { type: 'string' },
      image: file,
      mask: file,
      prompt_strength: share,
      width: { type: 'integer' },
      height: { type: 'integer' },
      num_outputs: { type: 'integer', least: 1, most: 4 },
      num_inference_steps: { type: 'integer', least: 1, most: 500 },
      guidance_scale: { type: 'number', least: 1, most: 50 },
      scheduler: { type: 'string', words: ['DDIM', 'K_EULER', 'KarrasDPM', 'PNDM'] },
      apply_watermark: { type: 'boolean' },
      disable_safety_checker: { type: 'boolean' },
    },
    givesList: true,
    draws: 'picture',
    price: { perSecondUsd: l40sUsdPerSecond, seconds: 6.5 },
  },
  {
    name: 'black-forest-labs/flux-kontext-pro',
    versions: [],
    fields: {
      prompt,
      seed,
      input_image: file,
      aspect_ratio: { type: 'string', words: ['match_input_image', ...ratios] },
      output_format: twoFormats,
      safety_tolerance: { type: 'integer', least: 0, most: 6 },
      prompt_upsampling: { type: 'boolean' },
    },
    givesList: false,
    draws: 'picture',
    price: { perImageUsd: 0.04 },
  },
  {
    name: 'black-forest-labs/flux-fill-pro',
    versions: [],
    fields: {
      prompt,
      seed,
      image: photo,
      mask: file,
      outpaint: { type: 'string' },
      steps: { type: 'integer', least: 15, most: 50 },
      guidance: { type: 'number', least: 1.5, most: 100 },
      output_format: twoFormats,
      safety_tolerance: { type: 'integer', least: 1, most: 6 },
      prompt_upsampling: { type: 'boolean' },
    },
    givesList: false,
    draws: 'picture',
    price: { perImageUsd: 0.05 },
  },
];

/** What is wrong with an input, in the words of the real service. */
export function invalidFields(
  { fields }: EmulatedModel,
  input: Readonly<Record<string, unknown>>,
): readonly { readonly type: string; readonly field: string; readonly description: string }[] {
  const problems: { type: string; field: string; description: string }[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (field.isRequired && input[name] === undefined)
      problems.push({ type: 'required', field: 'input', description: `${name} is required` });
  }
  for (const [name, value] of Object.entries(input)) {
    const problem = problemOf(name, fields[name], value);
    if (problem) problems.push({ ...problem, field: problem.type === 'additional_property_not_allowed' ? 'input' : `input.${name}` });
  }
  return problems;
}

function problemOf(name: string, field: InputField | undefined, value: unknown): { type: string; description: string } | undefined {
  if (!field) return { type: 'additional_property_not_allowed', description: `Additional property ${name} is not allowed` };
  const { type, least, most, words } = field;
  const isRight =
    type === 'integer'
      ? Number.isInteger(value)
      : type === 'file'
        ? typeof value === 'string' && URL.canParse(value)
        : typeof value === type;
  if (!isRight)
    return { type: 'invalid_type', description: `Invalid type. Expected: ${type === 'file' ? 'uri' : type}, given: ${typeof value}` };
  if (typeof value === 'number' && least !== undefined && value < least) {
    return { type: 'number_gte', description: `Must be greater than or equal to ${least}` };
  }
  if (typeof value === 'number' && most !== undefined && value > most) {
    return { type: 'number_lte', description: `Must be less than or equal to ${most}` };
  }
  if (words && !words.includes(String(value))) {
    return { type: 'enum', description: `${name} must be one of the following: ${words.map((word) => `"${word}"`).join(', ')}` };
  }
  return undefined;
}

/** What is wrong with an input for a model, by name: nothing, or sentences. */
export function replicateInputProblems(name: string, input: Readonly<Record<string, unknown>>): readonly string[] {
  const model = emulatedModels.find((other) => other.name === name);
  if (!model) return [`there is no model ${name}`];
  return invalidFields(model, input).map(({ field, description }) => `${field}: ${description}`);
}

/** What somebody asks of a model, by the input that they send. */
export function operationOf({ draws }: EmulatedModel, input: Readonly<Record<string, unknown>>): Charge['operation'] {
  if (draws === 'cutout') return 'removeBackground';
  return input.image !== undefined || input.input_image !== undefined ? 'editImage' : 'generateImage';
}
