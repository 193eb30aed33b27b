import * as z from 'zod';
import { assetSchema } from './asset.ts';
import { idSchema, timeSchema } from './identifiers.ts';

/** How many photos of a vehicle are in which state. */
export const photoCountsSchema = z.object({
  waiting: z.int().nonnegative(),
  working: z.int().nonnegative(),
  review: z.int().nonnegative(),
  approved: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  cancelled: z.int().nonnegative(),
});

const fields = {
  stockNumber: z.string().trim().min(1).max(64).meta({ description: "The dealer's own number; unique in a dealership." }),
  vin: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-HJ-NPR-Z0-9]{17}$/, 'must be 17 letters and digits without I, O and Q (ISO 3779)')
    .nullable(),
  make: z.string().trim().min(1).max(80),
  model: z.string().trim().min(1).max(120),
  year: z.int().min(1886).max(2100).nullable(),
  colour: z.string().trim().max(80).nullable(),
  mileageKm: z.int().min(0).max(10_000_000).nullable(),
  priceCents: z.int().min(0).max(1_000_000_000_000).nullable(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
    .nullable(),
};

/** A stock item that a set of photos belongs to. */
export const vehicleSchema = z
  .object({
    id: idSchema,
    ...fields,
    photos: photoCountsSchema,
    cover: assetSchema.nullable().meta({ description: 'Best picture so far: the first approved cutout, else the first photo.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Vehicle' });
export type Vehicle = z.infer<typeof vehicleSchema>;

export const newVehicleSchema = z.strictObject({
  stockNumber: fields.stockNumber,
  vin: fields.vin.optional(),
  make: fields.make,
  model: fields.model,
  year: fields.year.optional(),
  colour: fields.colour.optional(),
  mileageKm: fields.mileageKm.optional(),
  priceCents: fields.priceCents.optional(),
  currency: fields.currency.optional(),
});
export type NewVehicle = z.input<typeof newVehicleSchema>;

export const vehicleChangesSchema = newVehicleSchema.partial();
export type VehicleChanges = z.input<typeof vehicleChangesSchema>;
