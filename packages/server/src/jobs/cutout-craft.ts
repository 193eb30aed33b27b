import type { Provider } from '@forecourt/sdk/providers';
import { finishJobs, type JobResult } from '../database/job-results.ts';
import type { Database } from '../database/open.ts';
import type { Storage } from '../storage/index.ts';
import type { Craft } from './craft.ts';
import { removeBackground } from './remove-background.ts';

export interface CutoutCraftOptions {
  readonly database: Database;
  readonly storage: Storage;
  readonly provider: Provider;
}

/** Makes cutouts of photos, on this machine or by whatever the provider stands for. */
export function cutoutCraft({ database, storage, provider }: CutoutCraftOptions): Craft<JobResult> {
  return {
    lane: 'machine',
    name: provider.name,
    ...(provider.warm && { warm: (context) => provider.warm?.(context) ?? Promise.resolve() }),
    perform: async (job, context) => job.photo && (await removeBackground(job.photo, job.options, { ...context, storage, provider })),
    finish: (done) => finishJobs(database, done),
    async eventsOf({ jobId, photo }, { stage, share }) {
      if (photo === null) return [];
      const { photoId, vehicleId } = photo;
      return [{ type: 'job.progressed', at: new Date().toISOString(), data: { jobId, photoId, vehicleId, stage, share } }];
    },
  };
}
