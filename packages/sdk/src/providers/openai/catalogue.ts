import { readFile } from 'node:fs/promises';
import { ForecourtError } from '@forecourt/errors';
import { type Abilities, abilitiesSchema } from '../../contract/index.ts';
import known from './catalogue.json' with { type: 'json' };

/** What is known of OpenAI's models: a file, its content, or nothing for what came with this package. */
export type CatalogueOption = string | Abilities | undefined;

/** A preview counts for so many tokens of output (developers.openai.com/api/docs/guides/image-generation, "Partial images cost"). */
const tokensOfPreview = 100;

/**
 * Reads and checks a catalogue.
 *
 * @param previews how many previews each picture is made with: they are in the price
 * @throws INVALID_INPUT for what is no catalogue, FILE_NOT_READABLE
 */
export async function readCatalogue(catalogue: CatalogueOption, name: string, previews: number): Promise<Abilities> {
  const given = typeof catalogue === 'string' ? await readJson(catalogue) : (catalogue ?? known);
  const parsed = abilitiesSchema.safeParse(given);
  if (!parsed.success) {
    throw new ForecourtError('INVALID_INPUT', 'This is no catalogue of models.', {
      details: { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) },
      cause: parsed.error,
    });
  }
  const offers = parsed.data.offers.map((offer) => {
    if (offer.price?.per !== 'token' || offer.operation === 'analyzeImage') return offer;
    const outputTokens = offer.price.outputTokens.map((one) => ({ ...one, tokens: one.tokens + previews * tokensOfPreview }));
    return { ...offer, price: { ...offer.price, outputTokens } };
  });
  return { ...parsed.data, provider: name, offers };
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new ForecourtError('FILE_NOT_READABLE', `The catalogue ${path} cannot be read.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw ForecourtError.from(cause, 'INVALID_INPUT', `The catalogue ${path} is no JSON`);
  }
}
