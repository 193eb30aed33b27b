import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { type Client, createClient } from '@forecourt/sdk/client';
import type { RemovalOptions, Vehicle } from '@forecourt/sdk/contract';
import { createUploader } from '@forecourt/sdk/uploads';
import { fileSource } from '@forecourt/sdk/uploads/node';
import type { Samples } from '../lib/server/running.ts';
import { type SamplePhoto, samplePrefix, sampleVehicles } from './sample-vehicles.ts';

export interface SamplesOptions {
  /** How this process reaches its own API. */
  readonly url: string;
  readonly folder: string;
  /** Told why photos did not come in, after the vehicles did. */
  readonly onProblem: (error: unknown) => void;
}

/**
 * Fills a dealership with the sample vehicles the way everybody else's come in: over the API at `url`, photos by resumable upload,
 * then job and engine.
 */
export function createSamples({ url, folder, onProblem }: SamplesOptions): Samples {
  const clientOf = (cookie: string): Client => createClient({ url, headers: { cookie } });
  return {
    async add(cookie) {
      const client = clientOf(cookie);
      const present = await presentSamples(client);
      const sendings: Sending[] = [];
      for (const { vehicle, photos } of sampleVehicles) {
        const { id } = present.find(({ stockNumber }) => stockNumber === vehicle.stockNumber) ?? (await client.vehicles.create(vehicle));
        for (const photo of photos) sendings.push({ ...photo, vehicleId: id });
      }
      // The vehicles are there to be looked at; their photos come in before somebody's eyes.
      sendPhotos(client, folder, sendings).catch(onProblem);
      return sampleVehicles.length;
    },
    async remove(cookie) {
      const client = clientOf(cookie);
      const present = await presentSamples(client);
      for (const { id } of present) {
        await client.vehicles.delete(id).catch((error: unknown) => {
          // Somebody else was quicker: gone is gone.
          if (!ForecourtError.is(error) || error.code !== 'NOT_FOUND') throw error;
        });
      }
      return present.length;
    },
  };
}

interface Sending extends SamplePhoto {
  readonly vehicleId: string;
}

async function sendPhotos(client: Client, folder: string, sendings: readonly Sending[]): Promise<void> {
  await using uploader = createUploader({ client, storage: null });
  const sent = sendings.map(async ({ file, angle, name, vehicleId }) => {
    return await uploader.add(await fileSource(join(folder, file)), { vehicleId, angle, name, options }).done;
  });
  const failed = (await Promise.allSettled(sent)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Nobody waits for samples: a person's own first photo overtakes them. */
const options: RemovalOptions = { careful: false, priority: -10 };

async function presentSamples(client: Client): Promise<readonly Vehicle[]> {
  const numbers = new Set(sampleVehicles.map(({ vehicle }) => vehicle.stockNumber));
  const found: Vehicle[] = [];
  for await (const vehicle of client.vehicles.list({ search: samplePrefix, limit: 200 })) {
    if (numbers.has(vehicle.stockNumber)) found.push(vehicle);
  }
  return found;
}
