import { and, asc, eq, exists, lt, sql } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { assets, fileHolds } from './schema.ts';

/** A removal takes moments; one that is older has lost its process, and anybody may go on in its place. */
export const removalMs = 60_000;

const ago = (ms: number) => sql`now() - ${ms} * interval '1 millisecond'`;

/**
 * Says that somebody is about to put a file: from now on it is not removed until the hold has rested. One statement, so that either
 * this or a removal comes first, whatever else goes on.
 *
 * @returns false while the file is being removed
 */
export async function holdForKeeping(orm: ForecourtOrm, sha256: string): Promise<boolean> {
  const held = await orm
    .insert(fileHolds)
    .values({ sha256, kind: 'keeping' })
    .onConflictDoUpdate({
      target: fileHolds.sha256,
      set: { kind: 'keeping', at: sql`now()`, holder: null },
      setWhere: sql`${fileHolds.kind} = 'keeping' or ${fileHolds.at} < ${ago(removalMs)}`,
    })
    .returning({ sha256: fileHolds.sha256 });
  return held.length > 0;
}

/**
 * Takes a file for removal: nobody puts it from now on until it is released.
 *
 * @param restMs how old a hold of somebody who put it has to be
 * @returns false if somebody has put it lately, or somebody else removes it
 */
export async function holdForRemoval(
  orm: ForecourtOrm,
  sha256: string,
  { holder, restMs }: { readonly holder: string; readonly restMs: number },
): Promise<boolean> {
  const held = await orm
    .insert(fileHolds)
    .values({ sha256, kind: 'removing', holder })
    .onConflictDoUpdate({
      target: fileHolds.sha256,
      set: { kind: 'removing', at: sql`now()`, holder },
      setWhere: sql`${fileHolds.at} <= case ${fileHolds.kind} when 'keeping' then ${ago(restMs)} else ${ago(removalMs)} end`,
    })
    .returning({ sha256: fileHolds.sha256 });
  return held.length > 0;
}

/** Ends a removal, whatever came of it. One that somebody else has taken over since is theirs to end. */
export async function releaseHold(orm: ForecourtOrm, sha256: string, holder: string): Promise<void> {
  await orm.delete(fileHolds).where(and(eq(fileHolds.sha256, sha256), eq(fileHolds.holder, holder)));
}

/** Forgets holds that have rested and whose file became somebody's. @returns how many */
export async function forgetSettledHolds(orm: ForecourtOrm, restMs: number): Promise<number> {
  const asset = orm.select({ one: sql`1` }).from(assets).where(eq(assets.sha256, fileHolds.sha256));
  const gone = await orm
    .delete(fileHolds)
    .where(and(eq(fileHolds.kind, 'keeping'), lt(fileHolds.at, ago(restMs)), exists(asset)))
    .returning({ sha256: fileHolds.sha256 });
  return gone.length;
}

/** Files that were put and became nobody's, and removals that were interrupted. */
export async function readRestedHolds(
  orm: ForecourtOrm,
  { restMs, limit }: { readonly restMs: number; readonly limit: number },
): Promise<string[]> {
  const rows = await orm
    .select({ sha256: fileHolds.sha256 })
    .from(fileHolds)
    .where(lt(fileHolds.at, ago(restMs)))
    .orderBy(asc(fileHolds.at))
    .limit(limit);
  return rows.map(({ sha256 }) => sha256);
}
