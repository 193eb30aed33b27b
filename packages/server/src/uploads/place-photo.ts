import type { Angle, RemovalOptions } from '@forecourt/sdk/contract';
import { addPhoto, appendEvent, readPhoto, type Transaction } from '../database/index.ts';
import { addJob } from '../database/job-requests.ts';

export interface PhotoToPlace {
  readonly dealershipId: string;
  readonly vehicleId: string;
  /** An asset that the dealership has. */
  readonly sha256: string;
  readonly name: string;
  readonly angle: Angle | null;
  readonly options: RemovalOptions | null;
}

/**
 * Adds a photo with its first job and its event. The same file again gives the photo that is there, and no second job.
 *
 * @returns the job to put into the queue after the commit, if there is a new one
 * @throws NOT_FOUND if the vehicle is gone
 */
export async function placePhoto(tx: Transaction, photo: PhotoToPlace): Promise<{ photoId: string; jobId: string | null }> {
  const { dealershipId, vehicleId, sha256, name, angle, options } = photo;
  const { photoId, isNew } = await addPhoto(tx, { dealershipId, vehicleId, sha256, name, angle });
  if (!isNew) return { photoId, jobId: null };
  const { jobId } = await addJob(tx, { dealershipId, photoId, options: options ?? { careful: false } });
  await appendEvent(tx, dealershipId, 'photo.added', await readPhoto(tx, dealershipId, photoId));
  return { photoId, jobId };
}
