import { and, eq, gt, inArray, lt, sql } from './drizzle.ts';
import type { HostName } from './hosts.ts';
import type { ForecourtOrm } from './orm.ts';
import { relayLines } from './schema.ts';

export interface RelayLine {
  readonly lineId: string;
  readonly heldBy: string;
  /** Null where no other process can ask its holder. */
  readonly address: string | null;
}

/** Tells processes that a host dialled, or hung up: `dealership/host/line`. */
export const linesChannel = 'forecourt_relay_lines';

/** Says who holds the line of a host now; whoever held it before hears of it and drops his. */
export async function putLine(orm: ForecourtOrm, { dealershipId, id }: HostName, line: RelayLine, now: Date): Promise<void> {
  const held = { ...line, connectedAt: now, seenAt: now };
  await orm
    .insert(relayLines)
    .values({ dealershipId, hostId: id, ...held })
    .onConflictDoUpdate({ target: [relayLines.dealershipId, relayLines.hostId], set: held });
}

/** Only the very line: a newer one of the same host stays. */
export async function removeLine(orm: ForecourtOrm, { dealershipId, id }: HostName, lineId: string): Promise<void> {
  await orm
    .delete(relayLines)
    .where(and(eq(relayLines.dealershipId, dealershipId), eq(relayLines.hostId, id), eq(relayLines.lineId, lineId)));
}

/** Renews all lines that a process holds. */
export async function touchLines(orm: ForecourtOrm, lineIds: readonly string[], now: Date): Promise<void> {
  if (lineIds.length === 0) return;
  await orm
    .update(relayLines)
    .set({ seenAt: now })
    .where(inArray(relayLines.lineId, [...lineIds]));
}

/** Who holds the line of a host; null for nobody, and for one whose holder has not renewed it since. */
export async function findLine(orm: ForecourtOrm, { dealershipId, id }: HostName, renewedAfter: Date): Promise<RelayLine | null> {
  const [row] = await orm
    .select({ lineId: relayLines.lineId, heldBy: relayLines.heldBy, address: relayLines.address })
    .from(relayLines)
    .where(and(eq(relayLines.dealershipId, dealershipId), eq(relayLines.hostId, id), gt(relayLines.seenAt, renewedAfter)));
  return row ?? null;
}

/** Forgets lines whose holder died. */
export async function removeLinesBefore(orm: ForecourtOrm, moment: Date): Promise<void> {
  await orm.delete(relayLines).where(lt(relayLines.seenAt, moment));
}

export async function tellLine(orm: ForecourtOrm, { dealershipId, id }: HostName, lineId: string): Promise<void> {
  await orm.execute(sql`select pg_notify(${linesChannel}, ${`${dealershipId}/${id}/${lineId}`})`);
}
