import type OpenAI from 'openai';
import * as z from 'zod';
import type { Abilities, ProviderHealth } from '../../contract/index.ts';
import { isRetired } from '../check-request.ts';
import { answerInvalid } from './errors.ts';

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string(), shutdown_date: z.iso.date().nullish().catch(null) })) });

/** What the list of models tells: whether the key is good, what it may use, and when models end. Costs nothing. */
export async function askForModels(client: OpenAI, signal: AbortSignal): Promise<ReadonlyMap<string, string | null>> {
  const answer = modelsSchema.safeParse(await client.get<unknown>('/models', { signal }));
  if (!answer.success) throw answerInvalid('OpenAI answered with something else than its models.', {}, answer.error);
  return new Map(answer.data.data.map(({ id, shutdown_date }) => [id, shutdown_date ?? null]));
}

/** In one sentence, from the models that the key may use. */
export function healthOf({ offers }: Abilities, models: ReadonlyMap<string, string | null>): ProviderHealth {
  const live = offers.filter((offer) => !isRetired(offer));
  const missing = [...new Set(live.filter(({ model }) => !models.has(model)).map(({ model }) => model))];
  const operations = new Set(live.map(({ operation }) => operation));
  const without = [...operations].filter((operation) => !live.some((offer) => offer.operation === operation && models.has(offer.model)));
  if (without.length === operations.size) {
    return {
      state: 'unavailable',
      message: 'OpenAI takes the key, and none of the known models may be used with it.',
      hint: 'Give the project of the key access to image models, or verify the organisation.',
    };
  }
  if (without.length > 0) {
    return {
      state: 'degraded',
      message: `OpenAI takes the key, but not for ${without.join(' and ')}.`,
      hint: `Give the project of the key access to one of: ${missing.join(', ')}.`,
    };
  }
  return { state: 'ready', message: `OpenAI answers, with ${models.size} models.` };
}
