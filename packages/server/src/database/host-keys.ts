import { and, asc, eq, gt, inArray, isNull, or, sql } from './drizzle.ts';
import type { HostName } from './hosts.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { hostKeys } from './schema.ts';

export interface HostKeyRow {
  readonly publicKey: string;
  readonly since: Date;
  readonly until: Date | null;
}

/** Keys that a host is believed by at this moment, the newest last: never more than two. */
export async function listHostKeys(orm: ForecourtOrm, host: HostName, now: Date): Promise<HostKeyRow[]> {
  return await orm
    .select({ publicKey: hostKeys.publicKey, since: hostKeys.since, until: hostKeys.until })
    .from(hostKeys)
    .where(and(ofHost(host), or(isNull(hostKeys.until), gt(hostKeys.until, now))))
    .orderBy(asc(hostKeys.since));
}

/**
 * Believes a host by another key too, and by the one before for a while; by one before that no more.
 *
 * @returns whether it is a new one
 */
export async function addHostKey(
  tx: Transaction,
  host: HostName,
  { publicKey, now, overlapMs }: { readonly publicKey: string; readonly now: Date; readonly overlapMs: number },
): Promise<boolean> {
  const known = await listHostKeys(tx, host, now);
  // A lost answer is asked for again.
  if (known.some((key) => key.publicKey === publicKey)) return false;
  await tx.delete(hostKeys).where(and(ofHost(host), sql`${hostKeys.until} is not null`));
  await tx
    .update(hostKeys)
    .set({ until: new Date(now.getTime() + overlapMs) })
    .where(ofHost(host));
  await tx.insert(hostKeys).values({ dealershipId: host.dealershipId, hostId: host.id, publicKey, since: now });
  return true;
}

/** A host, and a key that it proved itself by. */
export interface ProvenHost extends HostName {
  readonly publicKey: string;
}

/** Those of some hosts that are believed by their key no more: it ended, or the host was revoked. */
export async function listDisbelieved<Proven extends ProvenHost>(
  orm: ForecourtOrm,
  proven: readonly Proven[],
  now: Date,
): Promise<Proven[]> {
  if (proven.length === 0) return [];
  const named = and(
    inArray(hostKeys.dealershipId, [...new Set(proven.map(({ dealershipId }) => dealershipId))]),
    inArray(
      hostKeys.hostId,
      proven.map(({ id }) => id),
    ),
  );
  const believed = await orm
    .select({ id: hostKeys.hostId, publicKey: hostKeys.publicKey })
    .from(hostKeys)
    .where(and(named, or(isNull(hostKeys.until), gt(hostKeys.until, now))));
  const keys = new Set(believed.map(({ id, publicKey }) => `${id} ${publicKey}`));
  return proven.filter(({ id, publicKey }) => !keys.has(`${id} ${publicKey}`));
}

/** Believes a host no more. */
export async function removeHostKeys(tx: Transaction, host: HostName): Promise<void> {
  await tx.delete(hostKeys).where(ofHost(host));
}

function ofHost({ dealershipId, id }: HostName) {
  return and(eq(hostKeys.dealershipId, dealershipId), eq(hostKeys.hostId, id));
}
