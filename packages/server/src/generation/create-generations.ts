import { ForecourtError } from '@forecourt/errors';
import type { Asset, AuditActor, Generation, GenerationEstimate } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { createGeneration, findParent } from '../database/generation-writes.ts';
import { readGeneration } from '../database/generations.ts';
import { readVehicle } from '../database/vehicles.ts';
import { enqueueAll } from '../jobs/index.ts';
import { type Analyses, createAnalyses } from './analyses.ts';
import { type Changes, createChanges } from './changes.ts';
import { chooseFirst, estimateOf, plansOf, shownPlans, type Wish } from './choice.ts';
import type { GenerationsOptions } from './options.ts';
import { keepInput, requireFiles } from './pictures.ts';
import { requestHash } from './request-hash.ts';

export interface WantedGeneration extends Omit<Wish, 'inputs'> {
  readonly inputs: readonly string[];
  readonly parentId?: string | undefined;
  readonly parentResultId?: string | undefined;
  readonly vehicleId?: string | undefined;
  readonly merge: boolean;
  readonly priority: number;
}

export interface Asker {
  readonly dealershipId: string;
  readonly by: AuditActor;
  readonly correlationId?: string | undefined;
}

/** Pictures that providers make for a dealership. */
export interface Generations extends Changes, Analyses {
  /** Who could make it, for how much and how fast, or why not. Spends nothing. @throws ASSET_UNKNOWN */
  estimate(dealershipId: string, wish: Wish): Promise<GenerationEstimate>;
  /**
   * Asks for pictures. What nobody can do is refused here, before money is spent.
   *
   * @throws INVALID_INPUT, NOT_FOUND, ASSET_UNKNOWN, PARAMETER_UNSUPPORTED, NO_PROVIDER, MODEL_UNKNOWN, MODEL_RETIRED, PRICE_UNKNOWN
   */
  create(wanted: WantedGeneration, asker: Asker): Promise<Generation>;
  /** Keeps a picture to start from. @throws codes of the picture group */
  addInput(dealershipId: string, bytes: Uint8Array): Promise<Asset>;
}

/** The service of generated pictures: what routes call. Its work is done by a worker with `callCraft`. */
export function createGenerations(options: GenerationsOptions): Generations {
  const { jobs, storage, routerFor, statesOf = async () => new Map() } = options;
  const { database } = jobs;

  return {
    ...createChanges(options),
    ...createAnalyses(options),
    async estimate(dealershipId, wish) {
      await requireFiles(database, dealershipId, filesOf(wish));
      const router = await routerFor(dealershipId);
      return shownPlans(await plansOf(router, wish), await statesOf(dealershipId));
    },
    async create(wanted, { dealershipId, by, correlationId = null }) {
      const { parentId, parentResultId: resultId } = wanted;
      const parent = await findParent(database.orm, { dealershipId, parentId, resultId });
      const isEdit = wanted.operation === 'editImage';
      // Going on from a result means changing it, unless other pictures are named.
      const inputs = isEdit && wanted.inputs.length === 0 && parent?.sha256 ? [parent.sha256] : wanted.inputs;
      if (isEdit !== inputs.length > 0) throw wrongInputs(isEdit);
      const wish = { ...wanted, inputs };
      if (wanted.vehicleId !== undefined) await readVehicle(database.orm, dealershipId, wanted.vehicleId);
      await requireFiles(database, dealershipId, filesOf(wish));
      const plan = await chooseFirst(await routerFor(dealershipId), wish);
      const { operation, parameters, provider = null, model = null, mask = null, vehicleId = null, merge, priority } = wish;
      const { generationId, job } = await database.transaction((tx) =>
        createGeneration(tx, {
          ...{ dealershipId, operation, parameters, provider, model, inputs, mask, parent, vehicleId, merge, priority, by, correlationId },
          requestHash: requestHash(wish, merge ? {} : { own: newId() }),
          estimate: estimateOf(plan),
        }),
      );
      if (job) await enqueueAll(jobs, [job]);
      return await readGeneration(database.orm, { dealershipId, generationId });
    },
    addInput: (dealershipId, bytes) => keepInput({ database, storage }, dealershipId, bytes),
  };
}

const filesOf = ({ inputs, mask }: Wish): readonly string[] => (mask ? [...inputs, mask] : inputs);

function wrongInputs(isEdit: boolean): ForecourtError {
  return isEdit
    ? new ForecourtError('INVALID_INPUT', 'An edit needs a picture to change.', {
        hint: 'Name a file among the inputs, or a result to go on from.',
        details: { field: 'inputs' },
      })
    : new ForecourtError('INVALID_INPUT', 'A picture from words takes no pictures.', {
        hint: 'Choose the operation editImage, or leave the inputs out.',
        details: { field: 'inputs' },
      });
}
