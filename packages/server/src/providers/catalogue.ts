import { readFile } from 'node:fs/promises';
import { ForecourtError } from '@forecourt/errors';
import { abilitiesSchema } from '@forecourt/sdk/contract';
import { replicateCatalogueSchema } from '@forecourt/sdk/providers/replicate';
import { z } from 'zod';

/** Models, limits and prices in place of those that came with this version, by kind. What is left out is as it came. */
export const catalogueSchema = z.strictObject({
  openai: abilitiesSchema.extend({ provider: z.literal('openai').default('openai') }).optional(),
  replicate: replicateCatalogueSchema.optional(),
});
export type Catalogue = z.output<typeof catalogueSchema>;

/** Reads the file that the operator names; without one, nothing is replaced. @throws FILE_NOT_READABLE, INVALID_INPUT that names each wrong place */
export async function readProviderCatalogue(path: string | undefined): Promise<Catalogue> {
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ForecourtError('FILE_NOT_READABLE', `The catalogue of providers ${path} cannot be read.`, {
      hint: 'Check FORECOURT_PROVIDER_CATALOGUE.',
      cause,
    });
  });
  const parsed = catalogueSchema.safeParse(jsonOf(text, path));
  if (parsed.success) return parsed.data;
  throw new ForecourtError('INVALID_INPUT', `The catalogue of providers ${path} is wrong: ${z.prettifyError(parsed.error)}`, {
    hint: 'Correct it, or take FORECOURT_PROVIDER_CATALOGUE away to use what came with this version.',
    cause: parsed.error,
  });
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw ForecourtError.from(cause, 'INVALID_INPUT', `The catalogue of providers ${path} is no JSON`);
  }
}
