import { ForecourtError } from '@forecourt/errors';
import type { Angle, AuditActor, Generation, Photo } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import {
  changeResult,
  deleteGeneration,
  giveOwnCall,
  leaveCall,
  lockGeneration,
  type NewCallJob,
  type ResultName,
} from '../database/generation-writes.ts';
import { type GenerationName, readGeneration } from '../database/generations.ts';
import { appendEvent, readPhoto } from '../database/index.ts';
import type { Transaction } from '../database/open.ts';
import { callBack, cancelJob, enqueueAll, retryJob } from '../jobs/index.ts';
import { chooseFirst, estimateOf } from './choice.ts';
import type { GenerationsOptions } from './options.ts';
import { requestHash } from './request-hash.ts';

export interface PhotoToKeep extends ResultName {
  readonly vehicleId?: string | undefined;
  readonly name?: string | undefined;
  readonly angle?: Angle | null | undefined;
  readonly correlationId?: string | undefined;
}

/** What happens to a generation after it was asked for. */
export interface Changes {
  /** Its provider is told, unless others wait for the same call. Twice is no error. @throws NOT_FOUND, NOT_CANCELLABLE */
  cancel(name: GenerationName, by: AuditActor): Promise<Generation>;
  /** Starts a failed or cancelled one again: as before, or with another choice. @throws NOT_FOUND, NOT_RETRYABLE, and as creating does */
  retry(
    name: GenerationName,
    choice: { readonly provider?: string | null | undefined; readonly model?: string | null | undefined },
    by: AuditActor,
  ): Promise<Generation>;
  /** With all that goes on from it. @throws NOT_FOUND */
  delete(name: GenerationName, by: AuditActor, keepAnswer: (tx: Transaction) => Promise<void>): Promise<void>;
  markFavourite(name: ResultName, isFavourite: boolean): Promise<Generation>;
  /** Takes a result over as a photo of a vehicle. Twice gives the same photo. @throws NOT_FOUND, INVALID_INPUT without a vehicle */
  keep(result: PhotoToKeep): Promise<Photo>;
}

/** See {@link Changes}. */
export function createChanges({ jobs, photoJobs, placePhoto, routerFor }: GenerationsOptions): Changes {
  const { database } = jobs;
  const read = (name: GenerationName) => readGeneration(database.orm, name);

  return {
    async cancel(name, by) {
      const { dealershipId } = name;
      const jobId = await database.transaction(async (tx) => {
        const { row, job, others } = await lockGeneration(tx, name);
        if (row.cancelledAt !== null) return undefined;
        if (others === 0 || (job.state !== 'waiting' && job.state !== 'working')) return row.jobId;
        await leaveCall(tx, name);
        return undefined;
      });
      if (jobId !== undefined) await cancelJob(jobs, { dealershipId, jobId }, by);
      return await read(name);
    },
    async retry(name, choice, by) {
      const { dealershipId } = name;
      const { state, provider: was, model: wasModel, operation, parameters, inputs: assets, mask } = await read(name);
      if (state !== 'failed' && state !== 'cancelled') throw new ForecourtError('NOT_RETRYABLE', `This generation is ${state}.`);
      const { provider = was, model = wasModel } = choice;
      const inputs = assets.map(({ sha256 }) => sha256);
      const wish = { operation, parameters, provider, model, inputs, mask: mask?.sha256 ?? null };
      const plan = await chooseFirst(await routerFor(dealershipId), wish);
      const isSame = provider === was && model === wasModel;
      const again = await database.transaction(async (tx): Promise<{ readonly jobId: string } | NewCallJob> => {
        const { row, job, others } = await lockGeneration(tx, name);
        if (isSame && others === 0 && row.cancelledAt === null) return { jobId: row.jobId };
        const { priority, correlationId } = job;
        const { requestHash: old } = row;
        const hash = isSame ? old : requestHash(wish, { own: newId() });
        return giveOwnCall(tx, name, {
          operation,
          provider,
          model,
          requestHash: hash,
          estimate: estimateOf(plan),
          priority,
          correlationId,
        });
      });
      if ('priority' in again) await enqueueAll(jobs, [again]);
      else await retryJob(jobs, { dealershipId, jobId: again.jobId }, by);
      return await read(name);
    },
    async delete(name, by, keepAnswer) {
      const { activeJobIds } = await database.transaction((tx) => deleteGeneration(tx, name, by, () => keepAnswer(tx)));
      await callBack(jobs, activeJobIds);
    },
    async markFavourite(name, isFavourite) {
      await database.transaction(async (tx) => {
        await changeResult(tx, name, { isFavourite });
        await appendEvent(tx, name.dealershipId, 'generation.changed', await readGeneration(tx, name));
      });
      return await read(name);
    },
    async keep({ vehicleId: wanted, name: given, angle = null, correlationId, ...name }) {
      const { dealershipId, resultId } = name;
      const { vehicleId: own, results } = await read(name);
      const result = results.find(({ id }) => id === resultId);
      if (!result) throw new ForecourtError('NOT_FOUND', 'There is no such result.', { hint: 'It may have been removed.' });
      const vehicleId = wanted ?? own;
      if (vehicleId === null) {
        throw new ForecourtError('INVALID_INPUT', 'It has to be said which vehicle the photo is of.', { details: { field: 'vehicleId' } });
      }
      const { sha256, type } = result.asset;
      const photo = {
        dealershipId,
        vehicleId,
        sha256,
        name: given ?? `generated.${type.replace('image/', '')}`,
        angle,
        options: null,
        correlationId,
      };
      const placed = await database.transaction(async (tx) => {
        const made = await placePhoto(tx, photo);
        await changeResult(tx, name, { photoId: made.photoId });
        await appendEvent(tx, dealershipId, 'generation.changed', await readGeneration(tx, name));
        return made;
      });
      if (placed.job) await enqueueAll(photoJobs, [placed.job]);
      return await readPhoto(database.orm, dealershipId, placed.photoId);
    },
  };
}
