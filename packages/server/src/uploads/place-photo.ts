import type { Angle, RemovalOptions } from '@forecourt/sdk/contract';
import { addPhoto, appendEvent, readPhoto, type Transaction } from '../database/index.ts';
import { addJob } from '../database/job-requests.ts';
import { keepJobTrace } from '../database/job-traces.ts';
import { enqueue, type JobsContext } from '../jobs/service.ts';
import { currentTrace } from '../telemetry/index.ts';

export interface PhotoToPlace {
  readonly dealershipId: string;
  readonly vehicleId: string;
  /** An asset that the dealership has. */
  readonly sha256: string;
  readonly name: string;
  readonly angle: Angle | null;
  readonly options: RemovalOptions | null;
  /** Names what somebody did that it came from. */
  readonly correlationId?: string | null | undefined;
}

/** A photo in its place, and its new job, which goes into the queue after the commit; null if the photo was there already. */
export interface PlacedPhoto {
  readonly photoId: string;
  readonly job: { readonly jobId: string; readonly dealershipId: string; readonly priority: number } | null;
}

/**
 * Adds a photo with its first job and its event. The same file again gives the photo that is there, and no second job.
 *
 * @throws NOT_FOUND if the vehicle is gone
 */
export async function placePhoto(tx: Transaction, photo: PhotoToPlace): Promise<PlacedPhoto> {
  const { dealershipId, vehicleId, sha256, name, angle, options, correlationId } = photo;
  const { photoId, isNew } = await addPhoto(tx, { dealershipId, vehicleId, sha256, name, angle });
  if (!isNew) return { photoId, job: null };
  const priority = options?.priority ?? 0;
  const { jobId } = await addJob(tx, { dealershipId, photoId, options: options ?? { careful: false }, priority, correlationId });
  await keepJobTrace(tx, { dealershipId, jobId }, currentTrace());
  await appendEvent(tx, dealershipId, 'photo.added', await readPhoto(tx, dealershipId, photoId));
  return { photoId, job: { jobId, dealershipId, priority } };
}

/** Wakes a worker for a photo that has been placed. */
export async function enqueuePlaced(jobs: Pick<JobsContext, 'queue' | 'logger'>, { job }: PlacedPhoto): Promise<void> {
  if (job !== null) await enqueue(jobs, job, { priority: job.priority });
}
