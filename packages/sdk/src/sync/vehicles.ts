import { ForecourtError } from '@forecourt/errors';
import type { Client } from '../client/index.ts';
import type { Vehicle } from '../contract/index.ts';

/** Says which vehicle the photos of a folder belong to. */
export interface VehicleChoice {
  /**
   * @param path of the photo below the folder, with `/` between its parts
   * @throws NOT_FOUND where there is no such vehicle (yet)
   */
  vehicleOf(path: string, options: { readonly signal: AbortSignal }): Promise<string>;
  /** A vehicle that was found is not there any more. */
  forget(vehicleId: string): void;
}

/** All photos are of one vehicle. */
export function oneVehicle(vehicleId: string): VehicleChoice {
  return { vehicleOf: async () => vehicleId, forget: () => undefined };
}

/** A missing vehicle is asked for again after this time: somebody may have added it. */
const askAgainMs = 30_000;

export interface BySubfolderOptions {
  readonly client: Pick<Client, 'vehicles'>;
  /** Makes the vehicle of a folder that has none. */
  readonly create?: { readonly make: string; readonly model: string } | undefined;
}

/** The folder that a photo lies in, just below the one that is kept in step, is named by the stock number of its vehicle. */
export function vehicleBySubfolder({ client, create }: BySubfolderOptions): VehicleChoice {
  const found = new Map<string, { readonly id: Promise<string>; readonly at: number }>();

  async function look(stockNumber: string, signal: AbortSignal): Promise<string> {
    const known = await findByStockNumber(client, stockNumber, { signal });
    if (known !== undefined) return known.id;
    if (create !== undefined) return (await client.vehicles.create({ stockNumber, ...create }, { signal })).id;
    throw new ForecourtError('NOT_FOUND', `There is no vehicle with the stock number ${stockNumber}.`, {
      hint: `Add the vehicle, or rename the folder ${stockNumber} to the stock number of one that is there.`,
    });
  }

  return {
    async vehicleOf(path, { signal }) {
      const [folder, ...rest] = path.split('/');
      if (folder === undefined || rest.length === 0) {
        throw new ForecourtError('NOT_FOUND', `${path} lies in no folder of a vehicle.`, {
          hint: 'Put it into a folder that is named by the stock number of its vehicle.',
        });
      }
      const key = folder.trim().toLowerCase();
      const before = found.get(key);
      if (before !== undefined && performance.now() - before.at < askAgainMs) return before.id;
      const id = before?.id.catch(() => look(folder.trim(), signal)) ?? look(folder.trim(), signal);
      found.set(key, { id, at: performance.now() });
      // Whatever else fails than that there is none is asked for again at once.
      id.catch((error: unknown) => {
        if (!(ForecourtError.is(error) && error.code === 'NOT_FOUND')) found.delete(key);
      });
      return await id;
    },
    forget(vehicleId) {
      for (const [key, { id }] of found) {
        id.then(
          (known) => known === vehicleId && found.delete(key),
          () => undefined,
        );
      }
    },
  };
}

/** The vehicle that has a stock number, capitals and small letters being the same. */
export async function findByStockNumber(
  client: Pick<Client, 'vehicles'>,
  stockNumber: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<Vehicle | undefined> {
  for await (const vehicle of client.vehicles.list({ search: stockNumber }, { signal })) {
    if (vehicle.stockNumber.toLowerCase() === stockNumber.toLowerCase()) return vehicle;
  }
  return undefined;
}
