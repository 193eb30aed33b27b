import { ForecourtError } from '@forecourt/errors';
import type { PhotoAnalysis } from '@forecourt/sdk/contract';
import { tellCalls } from '../database/generation-events.ts';
import { readPhoto } from '../database/index.ts';
import type { ForecourtOrm } from '../database/open.ts';
import { putAnalysis, readAnalysis } from '../database/photo-analyses.ts';
import { lockOnlyPhoto } from '../database/photo-changes.ts';
import type { PhotoName } from '../database/photos.ts';
import { addCallJob } from '../database/provider-calls.ts';
import { enqueueAll } from '../jobs/index.ts';
import type { GenerationsOptions } from './options.ts';

/** What models see on photos. */
export interface Analyses {
  /** @throws NOT_FOUND where nobody has asked for one */
  readAnalysis(photo: PhotoName): Promise<PhotoAnalysis>;
  /**
   * Lets a model look at a photo. What is known or under way already stays, unless `again` says otherwise.
   *
   * @throws NOT_FOUND, NO_PROVIDER
   */
  analyse(photo: PhotoName, options: { readonly again: boolean; readonly correlationId?: string | undefined }): Promise<PhotoAnalysis>;
}

/** See {@link Analyses}. */
export function createAnalyses({ jobs, routerFor }: GenerationsOptions): Analyses {
  const { database } = jobs;

  /** What is there and still good; undefined where somebody has to look. */
  async function known(orm: ForecourtOrm, photo: PhotoName, again: boolean): Promise<PhotoAnalysis | undefined> {
    try {
      const found = await readAnalysis(orm, photo);
      const isUnderWay = found.state === 'waiting' || found.state === 'working';
      return isUnderWay || (found.state === 'done' && !again) ? found : undefined;
    } catch (error) {
      if (ForecourtError.is(error) && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }

  return {
    readAnalysis: async (photo) => {
      await readPhoto(database.orm, photo.dealershipId, photo.photoId);
      return await readAnalysis(database.orm, photo);
    },
    async analyse(photo, { again, correlationId = null }) {
      const { dealershipId, photoId } = photo;
      await readPhoto(database.orm, dealershipId, photoId);
      const found = await known(database.orm, photo, again);
      if (found) return found;
      const router = await routerFor(dealershipId);
      const { offers } = await router.abilities();
      if (!offers.some(({ operation }) => operation === 'analyzeImage')) {
        throw new ForecourtError('NO_PROVIDER', 'No provider of this dealership looks at pictures.');
      }
      const job = await database.transaction(async (tx) => {
        // Two who ask at once are asked one after the other: the second finds what the first began.
        await lockOnlyPhoto(tx, dealershipId, photoId);
        if (await known(tx, photo, again)) return undefined;
        const { jobId } = await addCallJob(tx, { dealershipId, operation: 'analyzeImage', correlationId });
        await putAnalysis(tx, { ...photo, jobId });
        await tellCalls(tx, [{ dealershipId, jobId }]);
        return { dealershipId, jobId };
      });
      if (job) await enqueueAll(jobs, [job]);
      return await readAnalysis(database.orm, photo);
    },
  };
}
