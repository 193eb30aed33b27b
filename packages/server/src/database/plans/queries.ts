import { z } from 'zod';
import { sql } from '../drizzle.ts';
import { readWaitingHosts } from '../execution-steps.ts';
import { listExecutions } from '../executions.ts';
import { claimImport, listImportErrors, listImports } from '../imports.ts';
import { listJobs } from '../jobs.ts';
import { readListing } from '../listing.ts';
import { type ForecourtOrm, rowsOf } from '../orm.ts';
import { listPhotos, readPhoto } from '../photos.ts';
import { listTransfers } from '../transfers.ts';
import { readUsageDays } from '../usage.ts';
import { listUsageCalls } from '../usage-calls.ts';
import { readUsageSums } from '../usage-sums.ts';
import { listVehicles } from '../vehicles.ts';

export type PlannedQuery = (orm: ForecourtOrm, cursor?: string) => Promise<unknown>;

/** Every query whose plan has to be bounded whatever the tables hold, as the app makes it, on what `fillForPlans` has written. */
export async function plannedQueries(orm: ForecourtOrm, dealershipId: string): Promise<Readonly<Record<string, PlannedQuery>>> {
  const { vehicleId, photoId, hostId, importId } = await middle(orm);
  const page = { limit: 50 };
  return {
    newest: (recorder, cursor) => listPhotos(recorder, dealershipId, { ...page, cursor }),
    'newest in a state': (recorder, cursor) => listPhotos(recorder, dealershipId, { ...page, cursor, state: 'review' }),
    'newest in a rare state': (recorder, cursor) => listPhotos(recorder, dealershipId, { ...page, cursor, state: 'failed' }),
    doubt: (recorder, cursor) => listPhotos(recorder, dealershipId, { ...page, cursor, order: 'doubt' }),
    'doubt in a state': (recorder, cursor) => listPhotos(recorder, dealershipId, { ...page, cursor, order: 'doubt', state: 'review' }),
    'of a vehicle': (recorder) => listPhotos(recorder, dealershipId, { ...page, vehicleId }),
    'of a vehicle in a state': (recorder) => listPhotos(recorder, dealershipId, { ...page, vehicleId, state: 'review' }),
    'of a vehicle by doubt': (recorder) => listPhotos(recorder, dealershipId, { ...page, vehicleId, order: 'doubt' }),
    'one photo': (recorder) => readPhoto(recorder, dealershipId, photoId),
    // Of few vehicles, since their photos must be a small part of these few thousand as they are of many.
    vehicles: (recorder, cursor) => listVehicles(recorder, dealershipId, { limit: 10, cursor }),
    jobs: (recorder, cursor) => listJobs(recorder, dealershipId, { ...page, cursor }),
    'jobs in a state': (recorder, cursor) => listJobs(recorder, dealershipId, { ...page, cursor, state: 'failed' }),
    listing: (recorder) => readListing(recorder, dealershipId, vehicleId),
    executions: (recorder, cursor) => listExecutions(recorder, dealershipId, { ...page, cursor }),
    'executions of a host': (recorder, cursor) => listExecutions(recorder, dealershipId, { ...page, cursor, hostId }),
    'executions in a state': (recorder, cursor) => listExecutions(recorder, dealershipId, { ...page, cursor, state: 'failed' }),
    'executions of a script': (recorder, cursor) => listExecutions(recorder, dealershipId, { ...page, cursor, script: 'Blur-Plates' }),
    'executions of a job': (recorder, cursor) => listExecutions(recorder, dealershipId, { ...page, cursor, jobId: photoId }),
    'hosts with executions that nobody follows': (recorder) => readWaitingHosts(recorder, 50),
    transfers: (recorder, cursor) => listTransfers(recorder, dealershipId, { ...page, cursor }),
    'transfers of a host': (recorder, cursor) => listTransfers(recorder, dealershipId, { ...page, cursor, hostId }),
    'usage of a month': (recorder) => readUsageDays(recorder, dealershipId, '2020-01-01', '2020-01-31'),
    'usage of a year in sums': (recorder) =>
      readUsageSums(recorder, dealershipId, { from: '2010-01-01', to: '2010-12-31', groupBy: 'provider' }),
    'usage of a week with its times': (recorder) =>
      readUsageSums(recorder, dealershipId, { from: '2010-03-01', to: '2010-03-07', groupBy: 'model' }),
    'calls of providers': (recorder, cursor) => listUsageCalls(recorder, dealershipId, { ...page, ...ledgerRange, cursor }),
    'calls of a job': (recorder) => listUsageCalls(recorder, dealershipId, { ...page, ...ledgerRange, jobId: photoId }),
    'calls of a generation': (recorder) => listUsageCalls(recorder, dealershipId, { ...page, ...ledgerRange, generationId: photoId }),
    imports: (recorder, cursor) => listImports(recorder, dealershipId, { ...page, cursor }),
    'an import nobody works on': (recorder) => claimImport(recorder, new Date(0), new Date(0)),
    'errors of an import': (recorder, cursor) => listImportErrors(recorder, dealershipId, importId, { ...page, cursor }),
  };
}

/** All that `fillForPlans` has written. */
const ledgerRange = { from: '2010-01-01', to: '2011-12-31' };

const middleSchema = z.object({ photoId: z.string(), vehicleId: z.string(), hostId: z.string(), importId: z.string() });

async function middle(orm: ForecourtOrm): Promise<z.infer<typeof middleSchema>> {
  const [found] = rowsOf(
    middleSchema,
    await orm.execute(sql`select id as "photoId", vehicle_id as "vehicleId", (select id from hosts order by id limit 1) as "hostId",
      (select id from imports order by id limit 1) as "importId"
      from photos order by id offset (select count(*) / 2 from photos) limit 1`),
  );
  return middleSchema.parse(found);
}

/**
 * Searches for what few have, many have and nobody has. Among some thousand rows reading them all is the quickest way, and the planner takes
 * it; from some ten thousand on the index has to carry them.
 */
export function plannedSearches(dealershipId: string): Readonly<Record<string, PlannedQuery>> {
  const page = { limit: 50 };
  return {
    'vehicles searched': (recorder) => listVehicles(recorder, dealershipId, { limit: 10, search: 'x-1234' }),
    'vehicles searched for what many are': (recorder) => listVehicles(recorder, dealershipId, { limit: 10, search: 'volvo' }),
    'vehicles searched for nothing': (recorder) => listVehicles(recorder, dealershipId, { limit: 10, search: 'tesla' }),
    'vehicles searched by VIN': (recorder) => listVehicles(recorder, dealershipId, { limit: 10, search: '8k000001234' }),
    'executions searched': (recorder) => listExecutions(recorder, dealershipId, { ...page, search: 'photo-1234.jpg' }),
    'executions searched for what many are': (recorder) => listExecutions(recorder, dealershipId, { ...page, search: 'removeback' }),
    'executions searched for nothing': (recorder) => listExecutions(recorder, dealershipId, { ...page, search: 'segmentation fault' }),
  };
}
