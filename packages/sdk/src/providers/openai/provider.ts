import { ForecourtError } from '@forecourt/errors';
import type OpenAI from 'openai';
import type { z } from 'zod';
import type { Abilities, Operation } from '../../contract/index.ts';
import { offerFor } from '../check-request.ts';
import type {
  Analysis,
  AnalyzeImageRequest,
  CallContext,
  EditImageRequest,
  GenerateImageRequest,
  MadePictures,
  Provider,
} from '../provider.ts';
import { createCalls, progressTeller } from './calls.ts';
import { readCatalogue } from './catalogue.ts';
import { loadClient } from './client.ts';
import { askForModels, healthOf } from './health.ts';
import { edit, generate, type ImageCall } from './images.ts';
import { type OpenAiOptions, openAiOptionsSchema } from './options.ts';
import { analyze } from './vision.ts';

export interface OpenAiProvider extends Provider {
  generateImage(request: GenerateImageRequest, context?: CallContext): Promise<MadePictures>;
  editImage(request: EditImageRequest, context?: CallContext): Promise<MadePictures>;
  analyzeImage<Schema extends z.ZodType>(request: AnalyzeImageRequest<Schema>, context?: CallContext): Promise<Analysis<z.output<Schema>>>;
}

/**
 * OpenAI's image and vision models as a provider. It needs the package `openai`, which is loaded with the first call.
 *
 * Each call is sent once. Pictures are sent upright, without a camera's notes, and at most 2048 px wide and high; what comes back is decoded
 * before it is given. There is no `removeBackground`: these models paint the car anew, and a listing has to show the very car.
 *
 * @example
 * await using openai = createOpenAiProvider({ apiKey });
 * const { images, costUsd } = await openai.generateImage({ prompt: 'an empty showroom, evening light', quality: 'low' });
 * await writeFile('showroom.png', images[0].bytes);
 *
 * @throws INVALID_INPUT for wrong options
 */
export function createOpenAiProvider(options: OpenAiOptions): OpenAiProvider {
  const parsed = openAiOptionsSchema.safeParse(options);
  if (!parsed.success) {
    // The key is among the options: of what was given only names are said.
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`);
    throw new ForecourtError('INVALID_INPUT', `The options of the provider OpenAI are wrong: ${issues.join('; ')}.`);
  }
  const settings = parsed.data;
  const { name, previews } = settings;
  const calls = createCalls(settings.timeoutMs);
  /** Days on which models end, as OpenAI told with the last check: newer than any catalogue. */
  let ends: ReadonlyMap<string, string | null> = new Map();
  let loading: Promise<OpenAI> | undefined;
  let reading: Promise<Abilities> | undefined;

  const client = () => {
    loading ??= loadClient(settings).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const abilities = async (): Promise<Abilities> => {
    reading ??= readCatalogue(settings.catalogue, name, previews).catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    const known = await reading;
    if (ends.size === 0) return known;
    return { ...known, offers: known.offers.map((offer) => ({ ...offer, retiresOn: ends.get(offer.model) ?? offer.retiresOn })) };
  };
  const call = <Result>(
    operation: Operation,
    what: string,
    model: string | undefined,
    context: CallContext,
    work: (call: ImageCall) => Promise<Result>,
  ): Promise<Result> =>
    calls.run(what, context, async (signal) => {
      const offer = offerFor(await abilities(), operation, model);
      const tell = progressTeller(context, signal);
      tell({ stage: 'queued', share: 0 });
      return await work({ client, provider: name, offer, previews, signal, context, tell });
    });
  const close = async () => calls.close();

  return {
    name,
    abilities,
    async health({ signal: wish } = {}) {
      if (calls.isClosed) return { state: 'unavailable', message: 'This provider was closed.' };
      const limit = AbortSignal.timeout(settings.healthTimeoutMs);
      try {
        const known = await abilities();
        const context = { signal: wish ? AbortSignal.any([wish, limit]) : limit };
        const models = await calls.run('list its models', context, async (signal) => askForModels(await client(), signal));
        ends = models;
        return healthOf(known, models);
      } catch (error) {
        const { code, message, hint } = ForecourtError.from(error);
        return { state: 'unavailable', message: limit.aborted ? 'OpenAI does not answer.' : message, hint, code };
      }
    },
    generateImage: (request, context = {}) =>
      call('generateImage', 'make a picture', request.model, context, (it) => generate(it, request)),
    editImage: (request, context = {}) => call('editImage', 'change a picture', request.model, context, (it) => edit(it, request)),
    analyzeImage: (request, context = {}) => call('analyzeImage', 'look at pictures', request.model, context, (it) => analyze(it, request)),
    close,
    [Symbol.asyncDispose]: close,
  };
}
