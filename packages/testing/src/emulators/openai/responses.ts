import sharp from 'sharp';
import { z } from 'zod';
import { colourWord } from './draw.ts';
import { checked } from './images.ts';
import { type EmulatedModel, emulatedModels, retiredModels, usageOf } from './models.ts';
import { invalidValue, Refusal, retiredModel, unknownModel } from './refusal.ts';
import type { Work } from './work.ts';

const contentSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text: z.string() }),
  z.strictObject({
    type: z.literal('input_image'),
    detail: z.enum(['low', 'high', 'auto', 'original']),
    image_url: z.string().regex(/^data:image\/(png|jpeg|webp|gif);base64,/),
  }),
]);
const responseSchema = z.strictObject({
  model: z.string(),
  input: z.array(z.strictObject({ role: z.enum(['user', 'developer']), content: z.array(contentSchema).min(1) })).min(1),
  text: z.strictObject({
    format: z.strictObject({
      type: z.literal('json_schema'),
      name: z.string().regex(/^[\w-]{1,64}$/),
      schema: z.record(z.string(), z.unknown()),
      strict: z.boolean().optional(),
    }),
  }),
  reasoning: z.strictObject({ effort: z.enum(['none', 'low', 'medium', 'high', 'xhigh', 'max']) }).optional(),
  max_output_tokens: z.int().min(16).optional(),
  store: z.boolean().optional(),
});

/** What is asked of the vision model of an emulator. */
export interface Question {
  readonly prompt: string;
  readonly images: readonly Buffer[];
  readonly schema: Readonly<Record<string, unknown>>;
}

/** What it answers: a value, or a refusal. */
export type Reply = { readonly value: unknown } | { readonly refusal: string };

export async function answerQuestion(
  body: unknown,
  id: string,
  reply: ((question: Question) => Reply | undefined) | undefined,
): Promise<Work & { readonly kind: 'response' } & { readonly known: EmulatedModel }> {
  const { model, input, text, max_output_tokens: most = 128_000 } = checked(responseSchema, body);
  if (retiredModels.includes(model)) throw retiredModel(model);
  const known = emulatedModels.find((one) => one.id === model && one.kind === 'vision');
  if (!known) throw unknownModel(model);
  const { schema, strict } = text.format;
  if (strict) checkStrict(schema, []);
  const parts = input.flatMap(({ content }) => content);
  const images = parts.flatMap((part) =>
    part.type === 'input_image' ? [Buffer.from(part.image_url.replace(/^[^,]*,/, ''), 'base64')] : [],
  );
  const prompt = parts.map((part) => (part.type === 'input_text' ? part.text : '')).join('\n');
  let seen = 0;
  for (const image of images) seen += await tokensOf(image);
  const [first] = images;
  const colour = first ? await colourWord(first) : 'red';
  const said = reply?.({ prompt, images, schema }) ?? { value: sample(schema, colour) };
  const answer = 'refusal' in said ? said.refusal : JSON.stringify(said.value);
  const content = 'refusal' in said ? { type: 'refusal', refusal: answer } : { type: 'output_text', text: answer, annotations: [] };
  const output = Math.min(most, Math.ceil(answer.length / 3) + 4);
  const usage = usageOf(Math.ceil((prompt.length + JSON.stringify(schema).length) / 4), seen, output);
  return { kind: 'response', id, model, known, content, text: answer, usage };
}

async function tokensOf(image: Buffer): Promise<number> {
  const facts = await sharp(image)
    .metadata()
    .catch(() => undefined);
  if (!facts)
    throw new Refusal(400, 'The image data you provided does not represent a valid image. Please check your input and try again.', {
      code: 'invalid_image',
      param: 'input',
    });
  return Math.min(2942, Math.ceil(facts.width / 32) * Math.ceil(facts.height / 32) * 1.2) | 0;
}

/** platform.openai.com/docs/guides/structured-outputs: all properties are required, and no others are allowed. */
function checkStrict(schema: unknown, path: readonly string[]): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('type' in schema && schema.type === 'object') {
    const where = `Invalid schema for response_format 'answer': In context=(${path.map((name) => `'${name}'`).join(', ')})`;
    const required = 'required' in schema && Array.isArray(schema.required) ? schema.required : [];
    const properties = 'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : [];
    if (!('additionalProperties' in schema) || schema.additionalProperties !== false) {
      throw invalidValue(
        'text.format.schema',
        `${where}, 'additionalProperties' is required to be supplied and to be false.`,
        'invalid_json_schema',
      );
    }
    const missing = properties.find((name) => !required.includes(name));
    if (missing) {
      const text = `${where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
      throw invalidValue('text.format.schema', text, 'invalid_json_schema');
    }
  }
  for (const [name, inner] of Object.entries(schema)) checkStrict(inner, [...path, name]);
}

const part = z.object({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  minItems: z.number().optional(),
  minimum: z.number().optional(),
});

/** A value of a shape. Where a colour may be meant, it is that of the picture. */
function sample(schema: unknown, colour: string): unknown {
  const { type, enum: choices, const: fixed, anyOf, properties = {}, items, minItems = 1, minimum = 0 } = part.parse(schema);
  if (fixed !== undefined) return fixed;
  if (choices) return choices.includes(colour) ? colour : choices[0];
  if (anyOf) return sample(anyOf[0], colour);
  if (type === 'object') return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, sample(inner, colour)]));
  if (type === 'array') return Array.from({ length: minItems }, () => sample(items ?? {}, colour));
  if (type === 'boolean') return true;
  if (type === 'number' || type === 'integer') return minimum;
  return type === 'string' ? colour : null;
}
