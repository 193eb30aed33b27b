import { redCarPhoto } from '@forecourt/testing';
import { addPhoto, putAsset } from '../../database/index.ts';
import { addJob } from '../../database/job-requests.ts';
import type { Database } from '../../database/open.ts';
import { openPicture } from '../../pictures/index.ts';
import type { Storage } from '../../storage/index.ts';
import { sampleDealership, sampleVehicle } from '../../testing/samples.ts';
import type { Message } from '../queue.ts';

/** A photo with a job that nobody knows of yet. */
export interface Car extends Message {
  readonly photoId: string;
  readonly message: Message;
}

export interface Lot {
  readonly dealershipId: string;
  /** Adds a photo of a red car, which the tiny model can cut out, and a job for it. */
  addCar(): Promise<Car>;
}

/** A dealership with one vehicle that photos can be added to. */
export async function makeLot({ database, storage }: { readonly database: Database; readonly storage: Storage }): Promise<Lot> {
  const dealershipId = await sampleDealership(database);
  const vehicleId = await sampleVehicle(database, dealershipId);
  let seed = 0;
  return {
    dealershipId,
    async addCar() {
      const bytes = redCarPhoto({ widthPx: 160, heightPx: 120, seed: ++seed });
      const [stored, { facts }] = await Promise.all([storage.put(bytes), openPicture(bytes)]);
      return database.transaction(async (tx) => {
        await putAsset(tx, { dealershipId, ...stored, ...facts });
        const { photoId } = await addPhoto(tx, { dealershipId, vehicleId, sha256: stored.sha256, name: `car-${seed}.png` });
        const { jobId } = await addJob(tx, { dealershipId, photoId, options: { careful: false } });
        return { dealershipId, photoId, jobId, message: { dealershipId, jobId } };
      });
    },
  };
}
