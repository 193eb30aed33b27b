import { type Logger, sql } from 'drizzle-orm';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { listJobs } from './jobs.ts';
import { readListing } from './listing.ts';
import type { Database, ForecourtOrm } from './open.ts';
import { rowsOf } from './orm.ts';
import { listPhotos, readPhoto } from './photos.ts';
import * as schema from './schema.ts';
import { listVehicles } from './vehicles.ts';

/** Enough that the planner would read a table from end to end only where it has no index for a page. */
const photoCount = 8_000;

onBothColumns('a page', (column) => {
  let database: Database;
  let dealershipId: string;
  beforeAll(async () => {
    database = await column.open();
    dealershipId = await sampleDealership(database);
    await fill(database.orm, dealershipId);
  });
  afterAll(() => database.close());

  it('of many rows is found by an index, in each order and with each filter', async () => {
    const { orm } = database;
    const { vehicleId, photoId } = await middle(orm);
    const page = { limit: 50 };
    const queries: Record<string, (orm: ForecourtOrm, cursor?: string) => Promise<unknown>> = {
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
    };
    const found: Record<string, string[]> = {};
    for (const [name, query] of Object.entries(queries)) {
      const { nextCursor } = pageSchema.parse(await query(orm));
      for (const cursor of nextCursor ? [undefined, nextCursor] : [undefined]) {
        const complaints = await complaintsOf(database, (recorder) => query(recorder, cursor));
        if (complaints.length > 0) found[`${name}${cursor ? ', second page' : ''}`] = complaints;
      }
    }
    expect(found).toEqual({});
  });
});

const pageSchema = z.object({ nextCursor: z.string().nullish() });
/** Six tables of 51 rows each, or all photos of ten vehicles and one. */
const mostRows = 700;

const planSchema = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().default(0),
  get Plans() {
    return z.array(planSchema).optional();
  },
});
const explainedSchema = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: planSchema })]) })]);

/** What is wrong with the plans of all statements of a query: tables read from end to end, and too many rows looked at. */
async function complaintsOf(database: Database, query: (recorder: ForecourtOrm) => Promise<unknown>): Promise<string[]> {
  const statements: { sql: string; parameters: unknown[] }[] = [];
  const logger = { logQuery: (text: string, parameters: unknown[]) => void statements.push({ sql: text, parameters }) };
  await query(recording(database, logger));
  const complaints: string[] = [];
  for (const { sql: text, parameters } of statements) {
    const explain = `explain (analyze, timing off, format json) ${text}`;
    const result = database.pglite ? await database.pglite.query(explain, parameters) : await database.pool?.query(explain, parameters);
    const [{ 'QUERY PLAN': plans }] = explainedSchema.parse(result?.rows);
    let rows = 0;
    const visit = (plan: z.infer<typeof planSchema>) => {
      if (plan['Node Type'] === 'Seq Scan') complaints.push(`reads all of ${plan['Relation Name']}: ${text}`);
      if (plan['Relation Name']) rows += (plan['Actual Rows'] + plan['Rows Removed by Filter']) * plan['Actual Loops'];
      for (const below of plan.Plans ?? []) visit(below);
    };
    visit(plans[0].Plan);
    if (rows > mostRows) complaints.push(`looks at ${rows} rows: ${text}`);
  }
  return complaints;
}

function recording({ pglite, pool }: Database, logger: Logger): ForecourtOrm {
  if (pglite) return drizzlePglite(pglite, { schema, logger });
  if (pool) return drizzlePostgres(pool, { schema, logger });
  throw new Error('This database has neither.');
}

async function middle(orm: ForecourtOrm) {
  const row = z.object({ id: z.string(), vehicle_id: z.string() });
  const [found] = rowsOf(row, await orm.execute(sql`select id, vehicle_id from photos order by id offset ${photoCount / 2} limit 1`));
  return { photoId: found?.id ?? '', vehicleId: found?.vehicle_id ?? '' };
}

/** Vehicles of 25 photos each, nearly all with a job, a cutout and a decision, made inside the database. */
async function fill(orm: ForecourtOrm, dealershipId: string): Promise<void> {
  // Ids whose order is that of their numbers, as those of version 7 have it.
  const id = (kind: string, number: string) =>
    sql.raw(`('${kind}' || lpad((${number})::text, 7, '0') || '-0000-7000-8000-000000000000')::uuid`);
  const photo = (kind: string) => sql.raw(`('${kind}' || substr(id::text, 2))::uuid`);
  const dealership = sql`${dealershipId}::uuid`;
  await orm.transaction(async (tx) => {
    // Without the checks of foreign keys, which cost more than the rows.
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`insert into vehicles (id, dealership_id, stock_number, make, model)
      select ${id('a', 'n')}, ${dealership}, 'S-' || n, 'Volvo', 'V60' from generate_series(1, ${photoCount / 25}::int) n`);
    await tx.execute(sql`insert into assets (dealership_id, sha256, bytes, type, width_px, height_px)
      select ${dealership}, encode(sha256(n::text::bytea), 'hex'), 1000, 'image/jpeg', 40, 30 from generate_series(1, ${photoCount}::int) n`);
    await tx.execute(sql`insert into photos (id, dealership_id, vehicle_id, asset_sha256, name, position, state, score)
      select ${id('b', 'n')}, ${dealership}, ${id('a', '(n - 1) / 25 + 1')}, encode(sha256(n::text::bytea), 'hex'), n || '.jpg', n % 25,
        case when n % 1000 = 0 then 'failed' when n % 500 = 1 then 'waiting' when n % 3 = 0 then 'review' else 'approved' end,
        case when n % 500 = 1 then null else n * 7919 % 1000 / 10.0 end
      from generate_series(1, ${photoCount}::int) n`);
    await tx.execute(sql`insert into jobs (id, dealership_id, photo_id, options, state)
      select ${photo('c')}, dealership_id, id, '{"careful": false}',
        case state when 'failed' then 'failed' when 'waiting' then 'waiting' else 'done' end from photos`);
    await tx.execute(sql`insert into cutouts (id, dealership_id, photo_id, job_id, asset_sha256, provider, model, cost_usd, careful, timings, warnings)
      select ${photo('d')}, dealership_id, id, ${photo('c')}, asset_sha256, 'local', 'isnet', 0, false, ${JSON.stringify(noTime)}::jsonb, '[]'
      from photos where state in ('review', 'approved')`);
    await tx.execute(sql`insert into reviews (id, dealership_id, photo_id, cutout_id, decision, by_name)
      select ${photo('e')}, dealership_id, id, ${photo('d')}, 'approve', 'Ann' from photos where state = 'approved'`);
    await tx.execute(sql`update photos set job_id = ${photo('c')},
      cutout_id = case when state in ('review', 'approved') then ${photo('d')} end,
      review_id = case when state = 'approved' then ${photo('e')} end`);
  });
  await orm.execute(sql`analyze`);
}

const noTime = { decodeMs: 0, inferenceMs: 0, refineMs: 0, reportMs: 0, encodeMs: 0, totalMs: 0 };
