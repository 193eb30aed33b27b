import { actorOf } from '../../database/audit.ts';
import { listGenerations, readGeneration } from '../../database/generations.ts';
import { safeName } from '../../uploads/metadata.ts';
import { readBytes } from '../body.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** As the contract says of it. */
const inputLimitBytes = 32 * 1024 * 1024;

/** Pictures that providers make, and what they see on photos. */
export function generationHandlers({ database, generations }: Pick<HandlerParts, 'database' | 'generations'>) {
  return {
    listGenerations: ({ caller, query }) => listGenerations(database.orm, caller.dealershipId, query),
    createGeneration: ({ caller, body, correlationId }) =>
      generations.create(body, { dealershipId: caller.dealershipId, by: actorOf(caller), correlationId }),
    estimateGeneration: ({ caller, body }) => generations.estimate(caller.dealershipId, body),
    addGenerationInput: async ({ caller, request }) => generations.addInput(caller.dealershipId, await readBytes(request, inputLimitBytes)),
    getGeneration: ({ caller: { dealershipId }, params }) => readGeneration(database.orm, { dealershipId, ...params }),
    deleteGeneration: ({ caller, params, keepAnswer }) =>
      generations.delete({ dealershipId: caller.dealershipId, ...params }, actorOf(caller), (tx) => keepAnswer(tx, null)),
    cancelGeneration: ({ caller, params }) => generations.cancel({ dealershipId: caller.dealershipId, ...params }, actorOf(caller)),
    retryGeneration: ({ caller, params, body }) =>
      generations.retry({ dealershipId: caller.dealershipId, ...params }, body, actorOf(caller)),
    changeGenerationResult: ({ caller: { dealershipId }, params, body }) =>
      generations.markFavourite({ dealershipId, ...params }, body.isFavourite),
    keepGenerationResult: ({ caller: { dealershipId }, params, body, correlationId }) =>
      generations.keep({
        ...{ dealershipId, ...params, correlationId, vehicleId: body.vehicleId, angle: body.angle },
        name: body.name === undefined ? undefined : safeName(body.name),
      }),
    getPhotoAnalysis: ({ caller: { dealershipId }, params }) => generations.readAnalysis({ dealershipId, ...params }),
    analyzePhoto: ({ caller: { dealershipId }, params, body, correlationId }) =>
      generations.analyse({ dealershipId, ...params }, { ...body, correlationId }),
  } satisfies Partial<Handlers>;
}
