import type { RunSql } from './seed-database.ts';

const photosOfAVehicle = 30;

/**
 * Copies the one finished photo of a database until there are `count` more, each with an asset, a job, a cutout and its report of its
 * own, thirty to a vehicle. Rows are copied whole, whatever columns they have: only what makes them different is replaced.
 */
export async function multiplyPhotos(run: RunSql, count: number): Promise<void> {
  // UUIDs of version 7 that count upwards, one range for each table.
  const id = (table: number, number: string) => `('01990000-0000-7000-8${table}00-' || lpad(to_hex(${number}), 12, '0'))`;
  const hash = (what: string) => `encode(sha256(('${what}' || n)::bytea), 'hex')`;
  const copy = (table: string, changes: Readonly<Record<string, string>>, numbers: string, of = '') => {
    const pairs = Object.entries(changes).map(([column, value]) => `'${column}', ${value}`);
    return `
      insert into ${table}
      select copy.*
      from (select * from ${table} ${of} limit 1) one,
        generate_series(${numbers}) n,
        jsonb_populate_record(null::${table}, to_jsonb(one) || jsonb_build_object(${pairs.join(', ')})) copy`;
  };
  const vehicle = `n / ${photosOfAVehicle}`;
  const all = `0, ${count - 1}`;
  const cutoutAsset = 'where sha256 in (select asset_sha256 from cutouts)';
  const photoAsset = 'where sha256 in (select asset_sha256 from photos)';
  await run(copy('vehicles', { id: id(1, 'n'), stock_number: "'S-' || n" }, `0, ${Math.ceil(count / photosOfAVehicle)}`));
  await run(copy('assets', { sha256: hash('photo') }, all, photoAsset));
  await run(copy('assets', { sha256: hash('cutout') }, all, cutoutAsset));
  await run(
    copy(
      'photos',
      {
        ...{ id: id(2, 'n'), vehicle_id: id(1, vehicle), asset_sha256: hash('photo'), position: `n % ${photosOfAVehicle}` },
        ...{ name: "'car-' || n || '.jpg'", score: 'n % 101', job_id: 'null', cutout_id: 'null', review_id: 'null' },
      },
      all,
    ),
  );
  await run(copy('jobs', { id: id(3, 'n'), photo_id: id(2, 'n') }, all));
  const cutout = { id: id(4, 'n'), photo_id: id(2, 'n'), job_id: id(3, 'n'), asset_sha256: hash('cutout') };
  await run(copy('cutouts', cutout, all));
  await run(`
    update photos set job_id = ${id(3, 'n')}::uuid, cutout_id = ${id(4, 'n')}::uuid
    from generate_series(${all}) n where photos.id = ${id(2, 'n')}::uuid`);
  await run('analyze');
}
