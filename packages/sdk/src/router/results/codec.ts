import { hash } from 'node:crypto';
import { reportSchema } from '@forecourt/quality';
import { z } from 'zod';
import { cutoutSummarySchema, usedSchema, warningSchema } from '../../contract/index.ts';
import { writeImageFile } from '../../imaging/index.ts';
import type { Analysis, Cutout, MadePictures } from '../../providers/index.ts';
import { type Packed, pack, unpack } from './pack.ts';

/** Makes bytes of a result and a result of bytes. */
export interface Codec<Result> {
  encode(result: Result): Uint8Array;
  /** @returns undefined for what is not whole: it is made anew */
  decode(bytes: Uint8Array): Result | undefined;
}

const cutoutFactsSchema = cutoutSummarySchema.extend({
  report: reportSchema,
  previewSize: z.object({ widthPx: z.int(), heightPx: z.int() }).nullable(),
});

/** @param sourcePath the photo of this very call, where it is a file: it is never written over */
export function cutoutCodec(sourcePath: string | undefined): Codec<Cutout> {
  return {
    encode({ bytes, preview, save: _save, input, output, ...facts }) {
      const { path: _path, ...inputFacts } = input;
      const { path: _output, ...outputFacts } = output;
      const previewSize = preview ? { widthPx: preview.widthPx, heightPx: preview.heightPx } : null;
      return pack({
        facts: { ...facts, input: inputFacts, output: outputFacts, previewSize },
        pictures: preview ? [bytes, preview.bytes] : [bytes],
      });
    },
    decode(packed) {
      const read = readPacked(packed, cutoutFactsSchema);
      const [bytes, previewBytes] = read?.pictures ?? [];
      if (!read || !bytes || sha256Of(bytes) !== read.facts.output.sha256) return undefined;
      const { previewSize, input, ...facts } = read.facts;
      return {
        ...facts,
        input: { ...input, ...(sourcePath !== undefined && { path: sourcePath }) },
        bytes,
        preview: previewSize && previewBytes ? { bytes: previewBytes, ...previewSize } : undefined,
        save: (path) => writeImageFile(path, bytes, { sources: sourcePath === undefined ? [] : [sourcePath] }),
      };
    },
  };
}

const callFacts = {
  provider: z.string(),
  model: z.string(),
  costUsd: z.number().nonnegative(),
  used: usedSchema,
  totalMs: z.number().nonnegative(),
  providerJobId: z.string().optional(),
  warnings: z.array(warningSchema),
};

const picturesFactsSchema = z.object({
  ...callFacts,
  images: z.array(
    z.object({
      format: z.enum(['png', 'webp', 'jpeg']),
      widthPx: z.int().positive(),
      heightPx: z.int().positive(),
      sha256: z.string(),
      revisedPrompt: z.string().optional(),
      seed: z.number().optional(),
    }),
  ),
});

export const picturesCodec: Codec<MadePictures> = {
  encode({ images, ...facts }) {
    return pack({
      facts: { ...facts, images: images.map(({ bytes: _bytes, ...image }) => image) },
      pictures: images.map(({ bytes }) => bytes),
    });
  },
  decode(packed) {
    const read = readPacked(packed, picturesFactsSchema);
    if (!read || read.pictures.length !== read.facts.images.length) return undefined;
    const [first, ...others] = read.facts.images.flatMap((image, index) => {
      const bytes = read.pictures[index];
      return bytes && sha256Of(bytes) === image.sha256 ? [{ ...image, bytes }] : [];
    });
    if (!first || others.length !== read.facts.images.length - 1) return undefined;
    return { ...read.facts, images: [first, ...others] };
  },
};

const analysisFactsSchema = z.object({ ...callFacts, value: z.unknown() });

/** @param schema of the answer: what is kept is checked by it like what comes from a provider */
export function analysisCodec<Schema extends z.ZodType>(schema: Schema): Codec<Analysis<z.output<Schema>>> {
  return {
    encode: (analysis) => pack({ facts: analysis, pictures: [] }),
    decode(packed) {
      const read = readPacked(packed, analysisFactsSchema);
      if (!read) return undefined;
      const value = schema.safeParse(read.facts.value);
      return value.success ? { ...read.facts, value: value.data } : undefined;
    },
  };
}

function readPacked<Facts>(packed: Uint8Array, schema: z.ZodType<Facts>): (Packed & { readonly facts: Facts }) | undefined {
  const read = unpack(packed);
  if (!read) return undefined;
  const facts = schema.safeParse(read.facts);
  return facts.success ? { facts: facts.data, pictures: read.pictures } : undefined;
}

export function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
