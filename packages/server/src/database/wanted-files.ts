import { z } from 'zod';
import { and, eq, inArray, lt, not, type SQL, sql } from './drizzle.ts';
import { isStillReferenced } from './failures.ts';
import { type ForecourtOrm, rowsOf } from './orm.ts';
import { assets, cutouts, executionFiles, fileHolds, generationInputs, generationResults, photos, uploads } from './schema.ts';

/** What the database knows of one file, over all dealerships. */
export interface KnownFile {
  readonly sha256: string;
  readonly bytes: number;
  /** Whether a dealership has it without any use, for longer than it may. */
  readonly hasUnused: boolean;
}

/** Tables whose rows need a file: each has an index by it. */
const users = [photos, cutouts, generationInputs, generationResults, executionFiles] as const;

/** Whether a dealership makes use of a file of its own. */
function isUsed(asset: 'assets' | 'page' | 'a'): SQL {
  const name = sql.raw(asset);
  const each = users.map(
    (user) => sql`exists (select from ${user} where ${user.dealershipId} = ${name}.dealership_id and ${user.assetSha256} = ${name}.sha256)`,
  );
  return sql`(${sql.join(each, sql` or `)})`;
}

const knownSchema = z.object({ sha256: z.string(), bytes: z.coerce.number(), has_unused: z.boolean() });

/** A page of all files in the order of their hashes. Its size keeps the database free for others between two pages. */
export async function readKnownFiles(
  orm: ForecourtOrm,
  { after, limit, restMs }: { readonly after: string; readonly limit: number; readonly restMs: number },
): Promise<KnownFile[]> {
  const rows = await orm.execute(sql`
    select page.sha256, max(page.bytes) as bytes, bool_or(
      page.created_at < now() - ${restMs} * interval '1 millisecond'
      and not ${isUsed('page')}
    ) as has_unused
    from ${assets} page
    where page.sha256 > ${after} and page.sha256 <= coalesce(
      (select sha256 from ${assets} where sha256 > ${after} order by sha256 offset ${limit - 1} limit 1), 'g')
    group by page.sha256
    order by page.sha256`);
  return rowsOf(knownSchema, rows).map(({ sha256, bytes, has_unused: hasUnused }) => ({ sha256, bytes, hasUnused }));
}

/** Removes a file from dealerships that make no use of it any more. @returns from how many */
export async function removeUnusedAssets(orm: ForecourtOrm, sha256: string, restMs: number): Promise<number> {
  const rested = sql`now() - ${restMs} * interval '1 millisecond'`;
  try {
    const gone = await orm
      .delete(assets)
      .where(and(eq(assets.sha256, sha256), lt(assets.createdAt, rested), not(isUsed('assets'))))
      .returning({ sha256: assets.sha256 });
    return gone.length;
  } catch (error) {
    // Somebody has just made a photo of it, or another table needs it: the foreign keys know.
    if (isStillReferenced(error)) return 0;
    throw error;
  }
}

/** Whether a dealership has the file, or an upload is about to become one that has. */
export async function isFileWanted(orm: ForecourtOrm, sha256: string): Promise<boolean> {
  const rows = await orm.execute(sql`select
    exists (select from ${assets} where ${assets.sha256} = ${sha256})
    or exists (select from ${uploads} where ${uploads.sha256} = ${sha256} and ${uploads.state} = 'finishing') as wanted`);
  return rowsOf(z.object({ wanted: z.boolean() }), rows)[0]?.wanted ?? true;
}

/** Which of these files the database knows, of whichever dealership. */
export async function knownOf(orm: ForecourtOrm, sha256s: readonly string[]): Promise<Set<string>> {
  if (sha256s.length === 0) return new Set();
  const rows = await orm
    .selectDistinct({ sha256: assets.sha256 })
    .from(assets)
    .where(inArray(assets.sha256, [...sha256s]));
  return new Set(rows.map(({ sha256 }) => sha256));
}

/** What a removal would do with a file, without doing it. */
export async function wouldBeRemoved(
  orm: ForecourtOrm,
  sha256: string,
  restMs: number,
): Promise<{ readonly kind: 'removed' | 'wanted' | 'held'; readonly unusedAssets: number }> {
  const rested = sql`now() - ${restMs} * interval '1 millisecond'`;
  const rows = await orm.execute(sql`select
    exists (select from ${fileHolds} where ${fileHolds.sha256} = ${sha256} and ${fileHolds.at} > ${rested}) as held,
    exists (select from ${uploads} where ${uploads.sha256} = ${sha256} and ${uploads.state} = 'finishing') as coming,
    count(*) filter (where used) as used, count(*) filter (where not used) as unused
    from (select a.created_at > ${rested}
      or ${isUsed('a')} as used
      from ${assets} a where a.sha256 = ${sha256}) asset`);
  const [found] = rowsOf(z.object({ held: z.boolean(), coming: z.boolean(), used: z.coerce.number(), unused: z.coerce.number() }), rows);
  if (found === undefined || found.held) return { kind: 'held', unusedAssets: 0 };
  return { kind: found.used > 0 || found.coming ? 'wanted' : 'removed', unusedAssets: found.unused };
}
