import { z } from 'zod';
import { sql } from './drizzle.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { assets, cutouts, dealerships, generationInputs, generationResults, photos } from './schema.ts';

export interface FileCount {
  readonly files: number;
  readonly bytes: number;
}

export interface StorageFigures {
  /** Each file once, however many dealerships have it. */
  readonly all: FileCount;
  readonly photos: FileCount;
  readonly cutouts: FileCount;
  /** What generations start from and end with. */
  readonly generated: FileCount;
  /** What nothing needs any more. */
  readonly unused: FileCount;
  /** Each with all that it has, the largest first. */
  readonly dealerships: readonly (FileCount & { readonly id: string; readonly name: string })[];
}

const count = z.object({ files: z.coerce.number(), bytes: z.coerce.number() });
const kindSchema = count.extend({ kind: z.enum(['photo', 'cutout', 'generated', 'unused']) });
const dealershipSchema = count.extend({ id: z.string(), name: z.string() });

/** What is kept, as the database has it. It reads every asset: for a page that somebody opens now and then. */
export async function readStorageFigures(orm: ForecourtOrm): Promise<StorageFigures> {
  // One after the other: PGlite has one connection, and a page is in no hurry.
  const kinds = rowsOf(
    kindSchema,
    await orm.execute(sql`
      select kind, count(*) as files, coalesce(sum(bytes), 0) as bytes from (
        select sha256, max(bytes) as bytes, min(kind) as kind from (
          select a.sha256, a.bytes, case
            when exists (select from ${photos} where ${photos.dealershipId} = a.dealership_id and ${photos.assetSha256} = a.sha256) then 'photo'
            when exists (select from ${cutouts} where ${cutouts.dealershipId} = a.dealership_id and ${cutouts.assetSha256} = a.sha256) then 'cutout'
            when exists (select from ${generationInputs} where ${generationInputs.dealershipId} = a.dealership_id and ${generationInputs.assetSha256} = a.sha256)
              or exists (select from ${generationResults} where ${generationResults.dealershipId} = a.dealership_id and ${generationResults.assetSha256} = a.sha256) then 'generated'
            else 'unused' end as kind
          from ${assets} a
        ) of_dealership group by sha256
      ) file group by kind`),
  );
  const perDealership = rowsOf(
    dealershipSchema,
    await orm.execute(sql`
      select d.id, d.name, count(a.sha256) as files, coalesce(sum(a.bytes), 0) as bytes
      from ${dealerships} d left join ${assets} a on a.dealership_id = d.id
      group by d.id, d.name order by bytes desc, d.name limit 100`),
  );
  const of = (wanted: string): FileCount => {
    const { files = 0, bytes = 0 } = kinds.find(({ kind }) => kind === wanted) ?? {};
    return { files, bytes };
  };
  const sum = (key: keyof FileCount) => kinds.reduce((total, kind) => total + kind[key], 0);
  return {
    all: { files: sum('files'), bytes: sum('bytes') },
    photos: of('photo'),
    cutouts: of('cutout'),
    generated: of('generated'),
    unused: of('unused'),
    dealerships: perDealership,
  };
}
