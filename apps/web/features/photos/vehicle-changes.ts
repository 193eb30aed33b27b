import { ForecourtError } from '@forecourt/errors';
import { type Vehicle, type VehicleChanges, vehicleChangesSchema } from '@forecourt/sdk/contract';

/** What the boxes of the edit dialog hold. */
export type EditForm = Readonly<Record<string, string>>;
export type EditErrors = Readonly<Record<string, string>>;

const words: EditErrors = {
  stockNumber: 'Enter the number under which you keep this car.',
  make: 'Enter the make, as Audi.',
  model: 'Enter the model, as A4.',
  year: 'Enter a year of four digits, as 2021.',
  mileageKm: 'Enter whole kilometres, as 42100.',
  priceCents: 'Enter the price as a number, as 18900.',
  currency: 'Enter three letters, as EUR.',
  vin: 'A VIN has 17 letters and digits, without I, O and Q.',
};

/** The vehicle as the boxes show it. */
export function editForm(vehicle: Vehicle): EditForm {
  const text = (value: string | number | null) => (value === null ? '' : String(value));
  return {
    stockNumber: vehicle.stockNumber,
    make: vehicle.make,
    model: vehicle.model,
    year: text(vehicle.year),
    vin: text(vehicle.vin),
    colour: text(vehicle.colour),
    mileageKm: text(vehicle.mileageKm),
    price: vehicle.priceCents === null ? '' : text(vehicle.priceCents / 100),
    currency: text(vehicle.currency),
  };
}

/** A number as people type it, with or without grouping; NaN where it is none, so that the schema names the field. */
export function numberOf(text: string): number {
  const plain = text.replaceAll(/[\s']/g, '').replaceAll(/[.,](?=\d{3}(\D|$))/g, '');
  return /^\d+([.,]\d{1,2})?$/.test(plain) ? Number(plain.replace(',', '.')) : Number.NaN;
}

/**
 * Reads the boxes by the server's own schema; an empty box clears what may be empty.
 *
 * @throws INVALID_INPUT with a sentence for each field in `details.fields`.
 */
export function readChanges(form: EditForm): VehicleChanges {
  const text = (name: string) => (form[name] ?? '').trim();
  const orNull = (value: string) => (value === '' ? null : value);
  const number = (name: string) => (text(name) === '' ? null : numberOf(text(name)));
  const price = number('price');
  const parsed = vehicleChangesSchema.safeParse({
    stockNumber: text('stockNumber'),
    make: text('make'),
    model: text('model'),
    year: number('year'),
    vin: orNull(text('vin')),
    colour: orNull(text('colour')),
    mileageKm: number('mileageKm'),
    priceCents: price === null ? null : Math.round(price * 100),
    currency: orNull(text('currency').toUpperCase()),
  });
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), words[String(path[0])] ?? message]));
  throw new ForecourtError('INVALID_INPUT', 'Something is not right yet.', { details: { fields }, cause: parsed.error });
}
