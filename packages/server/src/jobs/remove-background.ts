import { ForecourtError } from '@forecourt/errors';
import type { Progress, Provider } from '@forecourt/sdk/providers';
import type { BegunJob, JobResult } from '../database/job-leases.ts';
import { measurePicture } from '../pictures/index.ts';
import type { Storage } from '../storage/index.ts';

export interface RemoveBackgroundContext {
  readonly storage: Storage;
  readonly provider: Provider;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Cutouts are of our own making: only the picture they were made from is limited. */
const limits = { bytes: 2_000_000_000, minSidePx: 1 };

/** Makes the cutout of a job's photo and puts its file into storage. What is written to the database is the caller's business. */
export async function removeBackground(job: BegunJob, context: RemoveBackgroundContext): Promise<JobResult> {
  const { storage, provider, signal, onProgress } = context;
  if (!provider.removeBackground) {
    throw new ForecourtError('OPERATION_UNSUPPORTED', `The provider ${provider.name} removes no backgrounds.`);
  }
  const { careful, model } = job.options;
  const image = storage.path ? await storage.path(job.assetSha256) : await storage.read(job.assetSha256);
  const cutout = await provider.removeBackground({ image, careful, model, format: 'png' }, { signal, onProgress });
  const [stored, facts] = await Promise.all([
    storage.put(cutout.bytes, { sha256: cutout.output.sha256, signal }),
    measurePicture(cutout.bytes, { limits, signal }),
  ]);
  const { model: usedModel, provider: usedProvider, costUsd, timings, warnings, report } = cutout;
  return {
    asset: { ...stored, ...facts },
    cutout: { provider: usedProvider, model: usedModel, costUsd, timings, warnings, report, careful },
  };
}
