import { ForecourtError } from '@forecourt/errors';
import { inspectImage } from '@forecourt/sdk/imaging';
import type { CallContext, Cutout, Progress, Provider } from '@forecourt/sdk/providers';
import type { JobResult } from '../database/job-results.ts';
import type { BegunJob, BegunPhoto } from '../database/job-turns.ts';
import { keepListed, listedWidthPx, openPicture, ownLimits, type PictureFacts } from '../pictures/index.ts';
import type { Storage } from '../storage/index.ts';

export interface RemoveBackgroundContext {
  readonly storage: Storage;
  readonly provider: Provider;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly correlationId?: string | undefined;
  /** What else the provider is told of the call. */
  readonly own?: CallContext | undefined;
}

/** Makes the cutout of a job's photo and puts its file into storage. What is written to the database is the caller's business. */
export async function removeBackground(
  { assetSha256 }: BegunPhoto,
  { careful, model }: BegunJob['options'],
  { storage, provider, signal, onProgress, correlationId, own }: RemoveBackgroundContext,
): Promise<JobResult> {
  if (!provider.removeBackground) {
    throw new ForecourtError('OPERATION_UNSUPPORTED', `The provider ${provider.name} removes no backgrounds.`);
  }
  const image = (await storage.path(assetSha256)) ?? (await storage.read(assetSha256));
  const request = { image, careful, model, format: 'png', previewWidthPx: listedWidthPx } as const;
  const cutout = await provider.removeBackground(request, { ...own, signal, onProgress, correlationId });
  const { sha256 } = cutout.output;
  const [stored, facts] = await Promise.all([storage.put(cutout.bytes, { sha256, signal }), lookAt(cutout, storage, signal)]);

  const { model: usedModel, provider: usedProvider, costUsd, timings, warnings, report } = cutout;
  return {
    asset: { ...stored, ...facts },
    cutout: { provider: usedProvider, model: usedModel, costUsd, timings, warnings, report, careful },
  };
}

/** With a preview from the provider the cutout itself, which takes a quarter of a second to decode, need not be opened. */
async function lookAt({ output, bytes, preview }: Cutout, storage: Storage, signal: AbortSignal): Promise<PictureFacts> {
  const picture = await openPicture(preview?.bytes ?? bytes, { limits: ownLimits, signal });
  await keepListed(storage, output.sha256, picture, preview?.bytes);
  if (preview === undefined) return picture.facts;
  const { mediaType, widthPx, heightPx } = inspectImage(bytes);
  return { type: mediaType, widthPx, heightPx, placeholder: picture.facts.placeholder };
}
