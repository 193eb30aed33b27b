import { type SQL, sql } from '../drizzle.ts';
import type { ForecourtOrm } from '../orm.ts';

/** Vehicles of 25 photos each, nearly all with a job, a cutout and a decision, made inside the database. */
export async function fillForPlans(orm: ForecourtOrm, dealershipId: string, photoCount: number): Promise<void> {
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
        case when n % 500 = 1 then null else n::bigint * 7919 % 1000 / 10.0 end
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
  await fillBeside(orm, dealership, id, photoCount);
  await orm.execute(sql`analyze`);
}

const noTime = { decodeMs: 0, inferenceMs: 0, refineMs: 0, reportMs: 0, encodeMs: 0, totalMs: 0 };

/** Vehicles without photos, runs on hosts, days of usage and an import with errors: as many as there are photos, or a part of it. */
async function fillBeside(orm: ForecourtOrm, dealership: SQL, id: (kind: string, number: string) => SQL, count: number): Promise<void> {
  await orm.execute(sql`insert into vehicles (id, dealership_id, stock_number, vin, make, model)
    select ${id('f', 'n')}, ${dealership}, 'X-' || n, 'WAUZZZ8K' || lpad(n::text, 9, '0'), (array['Audi', 'Saab', 'Volvo'])[1 + n % 3], 'A' || n % 8
    from generate_series(1, ${count}::int) n`);
  await orm.execute(sql`insert into hosts (id, dealership_id, name, state)
    select ${id('1', 'n')}, ${dealership}, 'host-' || n, 'online' from generate_series(1, ${count}::int / 4) n`);
  await orm.execute(sql`insert into transfers (id, dealership_id, host_id, direction, name, bytes, state)
    select ${id('6', 'n')}, ${dealership}, ${id('1', 'n % 20 + 1')}, 'to-host', n || '.jpg', 1000, case when n % 1000 = 0 then 'running' else 'done' end
    from generate_series(1, ${count}::int) n`);
  await orm.execute(sql`insert into executions (id, dealership_id, host_id, operation, script_name, job_id, state, started_by, search_text)
    select ${id('2', 'n')}, ${dealership}, ${id('1', 'n % 20 + 1')}, 'removeBackground', case when n % 200 = 0 then 'Blur-Plates' end, ${id('c', 'n')}, case when n % 100 = 0 then 'failed' else 'done' end, 'Ann',
      'removeBackground on host-' || n % 20 || ' of photo-' || n || '.jpg' || case when n % 1000 = 0 then ' ended with exit code 137' else '' end
    from generate_series(1, ${count}::int) n`);
  await orm.execute(sql`insert into usage_days (dealership_id, day, provider, operation, model, calls, cost_microdollars)
    select ${dealership}, date '2010-01-01' + n, 'local', 'removeBackground', 'isnet', 10, 0 from generate_series(1, 5000) n`);
  await orm.execute(sql`insert into usage (id, dealership_id, provider, operation, cost_microdollars, job_id, generation_id, at)
    select ${id('4', 'n')}, ${dealership}, 'openai', 'generateImage', 0, ${id('c', 'n')}, ${id('5', 'n')},
      timestamptz '2010-01-01' + n * interval '1 hour' from generate_series(1, ${count}::int) n`);
  await orm.execute(sql`insert into imports (id, dealership_id, kind, name, state, bytes, started_by)
    select ${id('3', 'n')}, ${dealership}, 'csv', 'stock.csv', 'done', 0, 'Ann' from generate_series(1, 2000) n`);
  await orm.execute(sql`insert into import_errors (dealership_id, import_id, row_number, place, column_name, message, value)
    select ${dealership}, ${id('3', 'n % 10 + 1')}, n, 0, 'EZ', 'is no year', 'never' from generate_series(1, ${count}::int) n`);
}
