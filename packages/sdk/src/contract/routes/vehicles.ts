import * as z from 'zod';
import { idSchema } from '../identifiers.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { listingSchema } from '../photo.ts';
import { newVehicleSchema, vehicleChangesSchema, vehicleSchema } from '../vehicle.ts';
import type { Route } from './route.ts';

const params = z.object({ vehicleId: idSchema });

export const vehicleRoutes = {
  listVehicles: {
    method: 'get',
    path: '/vehicles',
    tag: 'Vehicles',
    summary: 'Vehicles, newest first.',
    access: 'vehicles:read',
    query: pageQuerySchema.extend({
      search: z.string().trim().max(100).optional().meta({ description: 'Part of stock number, VIN, make or model.' }),
    }),
    status: 200,
    answer: pageOf(vehicleSchema),
  },
  createVehicle: {
    method: 'post',
    path: '/vehicles',
    tag: 'Vehicles',
    summary: 'Add a vehicle.',
    access: 'vehicles:write',
    body: newVehicleSchema,
    status: 201,
    answer: vehicleSchema,
    errors: ['STOCK_NUMBER_TAKEN'],
  },
  getVehicle: {
    method: 'get',
    path: '/vehicles/{vehicleId}',
    tag: 'Vehicles',
    summary: 'One vehicle.',
    access: 'vehicles:read',
    params,
    status: 200,
    answer: vehicleSchema,
  },
  changeVehicle: {
    method: 'patch',
    path: '/vehicles/{vehicleId}',
    tag: 'Vehicles',
    summary: 'Change what is given, keep the rest.',
    access: 'vehicles:write',
    params,
    body: vehicleChangesSchema,
    status: 200,
    answer: vehicleSchema,
    errors: ['STOCK_NUMBER_TAKEN'],
  },
  deleteVehicle: {
    method: 'delete',
    path: '/vehicles/{vehicleId}',
    tag: 'Vehicles',
    summary: 'Remove a vehicle with its photos; work on them is cancelled.',
    access: 'vehicles:write',
    params,
    status: 204,
  },
  getListing: {
    method: 'get',
    path: '/vehicles/{vehicleId}/listing',
    tag: 'Vehicles',
    summary: 'What buyers see: approved cutouts, and photos where there is none yet.',
    access: 'vehicles:read',
    params,
    status: 200,
    answer: listingSchema,
  },
} as const satisfies Record<string, Route>;
