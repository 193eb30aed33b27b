import type { HostDetail, HostStatus } from '@forecourt/sdk/contract';
import { listHostEvents, listSpans, readShares, type Shares } from '../database/host-history.ts';
import { type HostKeyRow, listHostKeys } from '../database/host-keys.ts';
import type { HostRow } from '../database/hosts.ts';
import type { ForecourtOrm } from '../database/open.ts';
import { daysOf, hoursOf } from './uptime.ts';
import { isOlder } from './versions.ts';

/** What is the same for all hosts when one is described. */
export interface DescribeContext {
  readonly now: Date;
  /** Of the agent that this platform brings; null where it brings none. */
  readonly newestVersion: string | null;
}

const monthMs = 31 * 24 * 3_600_000;

/** A host as everybody with the right sees it. */
export function describeHost(row: HostRow, shares: Shares | undefined, { newestVersion }: DescribeContext): HostStatus {
  return {
    ...{ id: row.id, name: row.name, mode: row.mode, state: row.state, platform: row.platform, version: row.agentVersion },
    isOutdated: row.mode === 'agent' && row.agentVersion !== null && newestVersion !== null && isOlder(row.agentVersion, newestVersion),
    roads: row.roads,
    operations: row.operations,
    capacity: row.capacity,
    medianMs: row.medianMs,
    uptime: { day: shares?.day ?? null, month: shares?.month ?? null, target: 0.999 },
    addresses: row.addresses,
    ssh: row.ssh,
    clockOffsetMs: row.clockOffsetMs,
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The same of several, with what their histories say. */
export async function describeHosts(orm: ForecourtOrm, rows: readonly HostRow[], context: DescribeContext): Promise<HostStatus[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const shares = await readShares(orm, first.dealershipId, context.now);
  return rows.map((row) => describeHost(row, shares.get(row.id), context));
}

/** A host with its history and its keys. */
export async function describeHostFully(orm: ForecourtOrm, row: HostRow, context: DescribeContext): Promise<HostDetail> {
  const { now } = context;
  const [shares, events, spans, keys] = await Promise.all([
    readShares(orm, row.dealershipId, now),
    listHostEvents(orm, row),
    listSpans(orm, row, new Date(now.getTime() - monthMs)),
    listHostKeys(orm, row, now),
  ]);
  return {
    ...describeHost(row, shares.get(row.id), context),
    events: events.map(({ at, kind, message }) => ({ at: at.toISOString(), kind, message })),
    hours: hoursOf(spans, now),
    days: daysOf(spans, now),
    publicKeys: keys.map(describeKey),
    sshPublicKey: row.sshPublicKey,
  };
}

function describeKey({ publicKey, since, until }: HostKeyRow): HostDetail['publicKeys'][number] {
  return { key: publicKey, since: since.toISOString(), until: until?.toISOString() ?? null };
}
