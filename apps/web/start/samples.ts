import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { type Client, createClient } from '@forecourt/sdk/client';
import type { RemovalOptions, Vehicle } from '@forecourt/sdk/contract';
import { createUploader } from '@forecourt/sdk/uploads';
import { fileSource } from '@forecourt/sdk/uploads/node';
import type { Samples } from '../lib/server/running.ts';
import { samplePrefix, sampleVehicles } from './sample-vehicles.ts';

/**
 * Fills a dealership with the sample vehicles the way everybody else's come in: over the API at `url`, photos by resumable upload,
 * then job and engine.
 */
export function createSamples({ url, folder }: { readonly url: string; readonly folder: string }): Samples {
  const clientOf = (cookie: string): Client => createClient({ url, headers: { cookie } });
  return {
    async add(cookie) {
      const client = clientOf(cookie);
      const present = await presentSamples(client);
      const uploader = createUploader({ client, storage: null });
      try {
        const uploads: Promise<unknown>[] = [];
        for (const { vehicle, photos } of sampleVehicles) {
          const { id } = present.find(({ stockNumber }) => stockNumber === vehicle.stockNumber) ?? (await client.vehicles.create(vehicle));
          for (const { file, angle, name } of photos) {
            uploads.push(uploader.add(await fileSource(join(folder, file)), { vehicleId: id, angle, name, options }).done);
          }
        }
        const failed = (await Promise.allSettled(uploads)).find((one) => one.status === 'rejected');
        if (failed !== undefined) throw failed.reason;
      } finally {
        await uploader.close();
      }
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
