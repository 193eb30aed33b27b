import { ForecourtError } from '@forecourt/errors';
import { type NewVehicle, newVehicleSchema } from '@forecourt/sdk/contract';

/** What the form's boxes hold, by their names. */
export type VehicleForm = Readonly<Record<string, string>>;
export type VehicleFieldErrors = Readonly<Partial<Record<keyof NewVehicle, string>>>;

const numbers: readonly string[] = ['year', 'mileageKm'];

/** What to say instead of a schema's words, by field. */
const words: VehicleFieldErrors = {
  stockNumber: 'Enter the number under which you keep this car.',
  make: 'Enter the make, as Audi.',
  model: 'Enter the model, as A4.',
  year: 'Enter a year of four digits, as 2021.',
  mileageKm: 'Enter whole kilometres, as 42100.',
  vin: 'A VIN has 17 letters and digits, without I, O and Q.',
};

/**
 * Reads the form by the same schema that the server checks with; empty boxes are left out.
 *
 * @throws INVALID_INPUT with what is wrong by field in `details.fields`.
 */
export function readNewVehicle(form: VehicleForm): NewVehicle {
  const filled = Object.entries(form)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => [name, numbers.includes(name) ? Number(value.replaceAll(/[\s.,']/g, '')) : value]);
  const parsed = newVehicleSchema.safeParse(Object.fromEntries(filled));
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(
    parsed.error.issues.map(({ path, message }) => [String(path[0]), Reflect.get(words, String(path[0])) ?? message]),
  );
  throw new ForecourtError('INVALID_INPUT', 'Something is missing.', { details: { fields }, cause: parsed.error });
}
