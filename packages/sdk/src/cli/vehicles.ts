import { ForecourtError } from '@forecourt/errors';
import type { Client } from '../client/index.ts';
import { idSchema, type Vehicle } from '../contract/index.ts';
import { findByStockNumber } from '../sync/index.ts';

export interface VehicleWish {
  /** Its id, or its stock number. */
  readonly name: string;
  /** MAKE/MODEL: make it where there is none with this stock number. */
  readonly create: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Finds the vehicle that a person names.
 *
 * @throws NOT_FOUND where there is none and nobody asked to make one.
 */
export async function findVehicle(client: Client, { name, create, signal }: VehicleWish): Promise<Vehicle> {
  if (idSchema.safeParse(name).success) return client.vehicles.get(name, { signal });
  const known = await findByStockNumber(client, name, { signal });
  if (known !== undefined) return known;
  if (create === undefined) {
    throw new ForecourtError('NOT_FOUND', `There is no vehicle with the stock number ${name}.`, {
      hint: 'Check the number, or add --create MAKE/MODEL to make the vehicle.',
    });
  }
  return client.vehicles.create({ stockNumber: name, ...makeAndModel(create) }, { signal });
}

/** What `--create` says. @throws INVALID_INPUT */
export function makeAndModel(create: string): { readonly make: string; readonly model: string } {
  const [, make = '', model = ''] = /^([^/]+)\/(.+)$/.exec(create) ?? [];
  if (make.trim() !== '' && model.trim() !== '') return { make, model };
  throw new ForecourtError('INVALID_INPUT', `--create ${create} does not name a make and a model.`, {
    hint: 'Write it as MAKE/MODEL, for instance --create Volvo/V60',
  });
}
