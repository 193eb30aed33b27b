import sharp from 'sharp';
import { z } from 'zod';
import { drawCar, editPicture } from './draw.ts';
import { type EmulatedModel, emulatedModels, outputTokensOf, retiredModels, type Size, usageOf } from './models.ts';
import { invalidValue, Refusal, retiredModel, unknownModel } from './refusal.ts';
import type { Work } from './work.ts';

/** Forms carry words: numbers and booleans come as such only in JSON. */
const integer = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);

const shared = {
  model: z.string(),
  prompt: z.string().min(1).max(32_000),
  n: integer.pipe(z.int().min(1).max(10)).default(1),
  size: z.string().default('auto'),
  quality: z.string().default('auto'),
  background: z.enum(['transparent', 'opaque', 'auto']).default('auto'),
  output_format: z.enum(['png', 'webp', 'jpeg']).default('png'),
  output_compression: integer.pipe(z.int().min(0).max(100)).optional(),
  stream: boolean.default(false),
  partial_images: integer.pipe(z.int().min(0).max(3)).default(0),
  user: z.string().optional(),
  safety_identifier: z.string().optional(),
};
const generationSchema = z.strictObject({ ...shared, moderation: z.enum(['low', 'auto']).optional() });
const file = z.instanceof(Buffer);
const editSchema = z.strictObject({
  ...shared,
  image: z.array(file).min(1).max(16),
  mask: file.optional(),
  input_fidelity: z.enum(['high', 'low']).optional(),
});

export async function generateImages(body: unknown): Promise<Work & { readonly kind: 'images'; readonly model: EmulatedModel }> {
  const asked = checked(generationSchema, body);
  const model = imageModel(asked.model);
  const size = checkedSize(model, asked.size);
  checkRest(model, asked);
  const { prompt, n, quality, background, output_format: format } = asked;
  const pictures = await Promise.all(
    Array.from({ length: n }, (_, index) => drawCar(index === 0 ? prompt : `${prompt} (${index})`, size, background === 'transparent')),
  );
  const previews = asked.stream ? asked.partial_images : undefined;
  const output = n * (outputTokensOf(model, quality, size) + 100 * (previews ?? 0));
  const usage = usageOf(n * Math.ceil(prompt.length / 4), 0, output);
  return { kind: 'images', operation: 'image_generation', model, pictures, format, size, quality, background, usage, previews };
}

export async function editImages(body: unknown): Promise<Work & { readonly kind: 'images'; readonly model: EmulatedModel }> {
  const asked = checked(editSchema, body);
  const model = imageModel(asked.model);
  checkRest(model, asked);
  const inputs = await Promise.all(asked.image.map((image) => checkedPicture(image)));
  const [first] = inputs;
  const [picture] = asked.image;
  if (!first || !picture) throw invalidValue('image', "Missing required parameter: 'image'.", 'missing_required_parameter');
  if (asked.mask) await checkMask(asked.mask, first);
  const size = asked.size === 'auto' ? autoSize(first) : checkedSize(model, asked.size);
  const { prompt, n, quality, background, output_format: format, mask } = asked;
  const pictures = await Promise.all(
    Array.from({ length: n }, (_, index) =>
      editPicture(picture, mask, index === 0 ? prompt : `${prompt} (${index})`, size, background === 'transparent'),
    ),
  );
  const previews = asked.stream ? asked.partial_images : undefined;
  // About what a patch of 32 px counts for; the mask is seen as well.
  const seen = [...inputs, ...(mask ? [first] : [])].reduce(
    (sum, { widthPx, heightPx }) => sum + Math.ceil((widthPx * heightPx) / 1024),
    0,
  );
  const output = n * (outputTokensOf(model, quality, size) + 100 * (previews ?? 0));
  const usage = usageOf(n * Math.ceil(prompt.length / 4), n * seen, output);
  return { kind: 'images', operation: 'image_edit', model, pictures, format, size, quality, background, usage, previews };
}

/** Checks a body as OpenAI does: it names the first field that is wrong. @throws Refusal */
export function checked<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const param = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys;
    throw invalidValue(name, `Unknown parameter: '${name}'.`, 'unknown_parameter');
  }
  if (issue?.code === 'invalid_type' && issue.message.endsWith('undefined')) {
    throw invalidValue(param, `Missing required parameter: '${param}'.`, 'missing_required_parameter');
  }
  throw invalidValue(param, `Invalid value for '${param}': ${issue?.message ?? 'it is wrong'}.`);
}

function imageModel(id: string): EmulatedModel {
  if (retiredModels.includes(id)) throw retiredModel(id);
  const model = emulatedModels.find((one) => one.id === id && one.kind === 'image');
  if (!model) throw unknownModel(id);
  return model;
}

function checkRest(
  model: EmulatedModel,
  asked: { quality: string; background: string; output_format: string; partial_images: number; stream: boolean },
) {
  const qualities = model.qualities ?? [];
  if (!qualities.includes(asked.quality)) {
    throw invalidValue(
      'quality',
      `Invalid value: '${asked.quality}'. Supported values are: ${qualities.map((one) => `'${one}'`).join(', ')}.`,
    );
  }
  if (asked.background === 'transparent' && !model.transparent) {
    throw invalidValue('background', 'Transparent background is not supported for this model.');
  }
  if (asked.background === 'transparent' && asked.output_format === 'jpeg') {
    throw invalidValue('output_format', 'Transparent background is not supported for JPEG output format.', 'invalid_value');
  }
  if (asked.partial_images > 0 && !asked.stream) {
    throw invalidValue('partial_images', "The 'partial_images' parameter is only supported when streaming is enabled.");
  }
}

const usual = ['1024x1024', '1024x1536', '1536x1024'];

function checkedSize({ freeSizes }: EmulatedModel, size: string): Size {
  if (size === 'auto') return { widthPx: 1024, heightPx: 1024 };
  const [widthPx = 0, heightPx = 0] = size.split('x').map(Number);
  if (!freeSizes && !usual.includes(size)) {
    throw invalidValue(
      'size',
      `Invalid value: '${size}'. Supported values are: ${[...usual, 'auto'].map((one) => `'${one}'`).join(', ')}.`,
    );
  }
  const [long, short] = [Math.max(widthPx, heightPx), Math.min(widthPx, heightPx)];
  const pixels = widthPx * heightPx;
  const isFree = widthPx % 16 === 0 && heightPx % 16 === 0 && long <= 3840 && short > 0 && long <= 3 * short;
  if (!isFree || pixels < 655_360 || pixels > 8_294_400) {
    throw invalidValue('size', `Invalid size '${size}'. Requested resolution does not meet the limits of this model.`);
  }
  return { widthPx, heightPx };
}

function autoSize({ widthPx, heightPx }: Size): Size {
  const aspect = widthPx / heightPx;
  return aspect > 1.2
    ? { widthPx: 1536, heightPx: 1024 }
    : aspect < 0.83
      ? { widthPx: 1024, heightPx: 1536 }
      : { widthPx: 1024, heightPx: 1024 };
}

async function checkedPicture(bytes: Buffer): Promise<Size> {
  const facts = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (!facts || !['png', 'webp', 'jpeg'].includes(facts.format)) {
    throw new Refusal(400, 'Invalid image file or mode for image 0, please check your image file.', {
      code: 'invalid_image_file',
      type: 'image_generation_user_error',
    });
  }
  return { widthPx: facts.width, heightPx: facts.height };
}

async function checkMask(mask: Buffer, { widthPx, heightPx }: Size): Promise<void> {
  const facts = await sharp(mask)
    .metadata()
    .catch(() => undefined);
  if (facts?.format !== 'png' || !facts.hasAlpha)
    throw invalidValue('mask', 'Invalid mask image format - mask image missing alpha channel.', 'invalid_mask_image_format');
  if (facts.width !== widthPx || facts.height !== heightPx) {
    throw invalidValue('mask', 'Invalid mask image format - mask size does not match image size.', 'invalid_mask_image_format');
  }
}
