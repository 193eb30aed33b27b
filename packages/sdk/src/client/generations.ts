import type * as z from 'zod';
import { type Asset, assetSchema, routes } from '../contract/index.ts';
import { type Call, type CallInput, type CallOptions, send, wrongAnswer } from './call.ts';
import type { Connection } from './connection.ts';
import { listOf } from './pages.ts';

type PageQuery = z.input<(typeof routes)['listGenerations']['query']>;
type Body<Name extends 'createGeneration' | 'estimateGeneration' | 'retryGeneration' | 'keepGenerationResult'> = CallInput<Name>['body'];

/** Pictures that providers make: asked for, watched, refined, taken over. */
export function generations(call: Call, connection: Connection) {
  return {
    /** Newest first: all, those of one tree (`rootId`), or only the beginnings of trees. */
    list: (query: PageQuery = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listGenerations', { query: { ...query, cursor } }, options), options),
    /** Who could make it, for how much and how fast, or why not. Nothing is spent. */
    estimate: (body: Body<'estimateGeneration'>, options?: CallOptions) => call('estimateGeneration', { body }, options),
    /** Sends a picture to start from, such as a sketch, and gives the file's facts: name its `sha256` among the inputs. */
    async addInput(picture: Blob | Uint8Array<ArrayBuffer>, options: CallOptions = {}): Promise<Asset> {
      const route = routes.addGenerationInput;
      const response = await send(connection, route, { file: picture }, options);
      const parsed = assetSchema.safeParse(await response.json());
      if (!parsed.success) throw wrongAnswer(route, parsed.error);
      return parsed.data;
    },
    /**
     * Asks for pictures.
     *
     * @throws PARAMETER_UNSUPPORTED, NO_PROVIDER, PRICE_UNKNOWN, BUDGET_EXCEEDED, ASSET_UNKNOWN
     */
    create: (body: Body<'createGeneration'>, options?: CallOptions) => call('createGeneration', { body }, options),
    get: (generationId: string, options?: CallOptions) => call('getGeneration', { params: { generationId } }, options),
    /** Removes it with its results and what goes on from it. */
    delete: (generationId: string, options?: CallOptions) => call('deleteGeneration', { params: { generationId } }, options),
    /** @throws NOT_CANCELLABLE */
    cancel: (generationId: string, options?: CallOptions) => call('cancelGeneration', { params: { generationId } }, options),
    /** Starts a failed or cancelled one again, perhaps at another provider. @throws NOT_RETRYABLE */
    retry: (generationId: string, body: Body<'retryGeneration'> = {}, options?: CallOptions) =>
      call('retryGeneration', { params: { generationId }, body }, options),
    markFavourite: (generationId: string, resultId: string, isFavourite = true, options?: CallOptions) =>
      call('changeGenerationResult', { params: { generationId, resultId }, body: { isFavourite } }, options),
    /** Takes a result over as a photo of a vehicle. */
    keep: (generationId: string, resultId: string, body: Body<'keepGenerationResult'> = {}, options?: CallOptions) =>
      call('keepGenerationResult', { params: { generationId, resultId }, body }, options),
  };
}
