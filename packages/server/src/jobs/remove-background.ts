import { ForecourtError } from '@forecourt/errors';
import type { Progress, Provider } from '@forecourt/sdk/providers';
import type { BegunJob, JobResult } from '../database/job-leases.ts';
import { keepFirstPreviews, openPicture, ownLimits, type PictureFacts } from '../pictures/index.ts';
import type { Storage } from '../storage/index.ts';

export interface RemoveBackgroundContext {
  readonly storage: Storage;
  readonly provider: Provider;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Makes the cutout of a job's photo and puts its file into storage. What is written to the database is the caller's business. */
export async function removeBackground(job: BegunJob, context: RemoveBackgroundContext): Promise<JobResult> {
  const { storage, provider, signal, onProgress } = context;
  if (!provider.removeBackground) {
    throw new ForecourtError('OPERATION_UNSUPPORTED', `The provider ${provider.name} removes no backgrounds.`);
  }
  const { careful, model } = job.options;
  const image = storage.path ? await storage.path(job.assetSha256) : await storage.read(job.assetSha256);
  const cutout = await provider.removeBackground({ image, careful, model, format: 'png' }, { signal, onProgress });
  const { sha256 } = cutout.output;
  const [stored, facts] = await Promise.all([storage.put(cutout.bytes, { sha256, signal }), look()]);

  async function look(): Promise<PictureFacts> {
    const picture = await openPicture(cutout.bytes, { limits: ownLimits, signal });
    await keepFirstPreviews(storage, sha256, picture);
    return picture.facts;
  }

  const { model: usedModel, provider: usedProvider, costUsd, timings, warnings, report } = cutout;
  return {
    asset: { ...stored, ...facts },
    cutout: { provider: usedProvider, model: usedModel, costUsd, timings, warnings, report, careful },
  };
}
