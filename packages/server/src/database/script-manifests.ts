import { createHash } from 'node:crypto';
import type { ManifestEntry } from '@forecourt/sdk/contract';
import { and, desc, eq, sql } from './drizzle.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { scriptManifests, scriptPins, scripts, scriptVersions } from './schema.ts';

export interface ManifestOwner {
  readonly dealershipId: string;
  readonly hostId: string;
}

/** Most that a manifest can have: versions beyond are left out, the oldest first, and never one that is run. */
const mostEntries = 500;

/** Everything that a host may run: all versions, with the one that it is pinned to, or else the current one, marked. */
export async function readManifestEntries(orm: ForecourtOrm, { dealershipId, hostId }: ManifestOwner): Promise<ManifestEntry[]> {
  const isCurrent = sql<boolean>`${scriptVersions.version} = coalesce(${scriptPins.version}, ${scripts.current}, '')`;
  const rows = await orm
    .select({
      name: scripts.name,
      version: scriptVersions.version,
      sha256: scriptVersions.sha256,
      bytes: scriptVersions.bytes,
      parameters: scriptVersions.parameters,
      minimumAgent: scriptVersions.minimumAgent,
      isCurrent,
    })
    .from(scriptVersions)
    .innerJoin(scripts, and(eq(scripts.dealershipId, scriptVersions.dealershipId), eq(scripts.id, scriptVersions.scriptId)))
    .leftJoin(
      scriptPins,
      and(eq(scriptPins.dealershipId, scripts.dealershipId), eq(scriptPins.scriptId, scripts.id), eq(scriptPins.hostId, hostId)),
    )
    .where(eq(scriptVersions.dealershipId, dealershipId))
    .orderBy(desc(isCurrent), desc(scriptVersions.createdAt))
    .limit(mostEntries);
  // In an order of their own, so that the same scripts are the same manifest.
  return rows.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function keyOf({ name, version }: ManifestEntry): string {
  return `${name}\n${version}`;
}

export interface ManifestNumber {
  readonly number: number;
  readonly issuedAt: Date;
  /** Whether the host was seen with it. */
  readonly isPublished: boolean;
}

/**
 * The number of the manifest that a host needs for these scripts: the one that it was given if they are the same, else a higher one, and
 * always higher than the one that it has: a restored database may not know that one.
 *
 * @param options isAnew: a higher one also for the same scripts, since the host has lost some of them
 */
export async function numberManifest(
  tx: Transaction,
  owner: ManifestOwner,
  { entries, has, isAnew = false }: { readonly entries: readonly ManifestEntry[]; readonly has: number; readonly isAnew?: boolean },
): Promise<ManifestNumber> {
  const contentHash = createHash('sha256').update(JSON.stringify(entries)).digest('hex');
  const [before] = await tx.select().from(scriptManifests).where(isOf(owner)).for('update');
  if (!isAnew && before?.contentHash === contentHash && before.number >= has) {
    return { number: before.number, issuedAt: before.issuedAt, isPublished: before.number === has };
  }
  const issued = { number: Math.max(before?.number ?? 0, has) + 1, contentHash, issuedAt: sql`now()`, publishedAt: null };
  const [row] = await tx
    .insert(scriptManifests)
    .values({ ...owner, ...issued })
    .onConflictDoUpdate({
      target: [scriptManifests.dealershipId, scriptManifests.hostId],
      // Whoever made the first one at the same moment is waited for here, and outdone.
      set: { ...issued, number: sql`greatest(${scriptManifests.number} + 1, ${issued.number})` },
    })
    .returning();
  return { number: row?.number ?? issued.number, issuedAt: row?.issuedAt ?? new Date(), isPublished: false };
}

/** Notes that a host has the manifest of this number. */
export async function markPublished(orm: ForecourtOrm, owner: ManifestOwner, number: number): Promise<void> {
  await orm
    .update(scriptManifests)
    .set({ publishedAt: sql`now()` })
    .where(and(isOf(owner), eq(scriptManifests.number, number)));
}

function isOf({ dealershipId, hostId }: ManifestOwner) {
  return and(eq(scriptManifests.dealershipId, dealershipId), eq(scriptManifests.hostId, hostId));
}
