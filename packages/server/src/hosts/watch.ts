import type { AgentHealth, RoadStatus } from '@forecourt/sdk/contract';
import type { Host } from '@forecourt/sdk/remote';
import { readShares } from '../database/host-history.ts';
import { claimHosts, type HostName, type HostRow, releaseHosts } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';
import type { Connections } from './connections.ts';
import { describeHost } from './describe.ts';
import type { DressRoads } from './dress-roads.ts';
import type { Observe } from './observe.ts';

/** Told of a host that has just said how it is. */
export type OnSeen = (dealershipId: string, host: Host, health: AgentHealth) => void;

export interface WatchOptions {
  readonly database: Database;
  readonly processId: string;
  readonly connections: Pick<Connections, 'enter' | 'onChange'>;
  readonly observe: Observe;
  readonly dress: DressRoads;
  /** Ids of hosts whose line this process holds: it is the one to look after them. */
  readonly held: () => readonly string[];
  readonly newestVersion: string | null;
  /** Channel of events that are not kept. */
  readonly passingChannel: string;
  readonly now: () => Date;
  readonly onSeen: OnSeen;
  /** Told when a host came or went. */
  readonly onTurn: (dealershipId: string) => void;
  readonly onError: (error: unknown, host: HostName | null) => void;
}

/** Keeps an eye on the hosts of all dealerships: each is looked after by one process. */
export interface Watch extends AsyncDisposable {
  /** Looks at all of its hosts now. */
  look(): Promise<void>;
}

/** How often it is looked at what the probes of the roads found: that is in memory. */
const lookEveryMs = 2_000;
const claimEveryMs = 10_000;
const claimLastsMs = 30_000;
/** Written down at least so often: half of the longest gap in a history. */
const writeEveryMs = 30_000;
/** So often pages that watch are told of latencies. */
const tellEveryMs = 6_000;

interface Known {
  row: HostRow;
  writtenAt: number;
  toldAt: number;
  written: string;
}

export function startWatch(options: WatchOptions): Watch {
  const { database, processId, connections, observe, dress, held, newestVersion, passingChannel, now, onSeen, onTurn, onError } = options;
  const known = new Map<string, Known>();
  let claimedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let isWanted = false;
  let isClosed = false;

  async function claim(): Promise<void> {
    const at = now();
    if (at.getTime() - claimedAt < claimEveryMs && held().every((id) => known.has(id))) return;
    claimedAt = at.getTime();
    const until = new Date(at.getTime() + claimLastsMs);
    const rows = await claimHosts(database.orm, { watcher: processId, now: at, until, preferred: held() });
    for (const id of [...known.keys()]) if (!rows.some((row) => row.id === id)) known.delete(id);
    for (const row of rows) {
      const before = known.get(row.id);
      if (before) before.row = row;
      else known.set(row.id, { row, writtenAt: Number.NEGATIVE_INFINITY, toldAt: Number.NEGATIVE_INFINITY, written: '' });
    }
  }

  async function lookAt(one: Known): Promise<void> {
    const host = await connections.enter(one.row);
    const roads = await dress(one.row, host.roads());
    const isUp = roads.some(({ state }) => state === 'up');
    // Not tried yet says nothing, neither that it is there nor that it is not.
    if (!isUp && roads.some(({ state }) => state === 'unknown')) return;
    const at = now().getTime();
    const health = isUp ? host.lastHealth : null;
    const written = JSON.stringify([
      isUp,
      roads.map(({ kind, state, isUsed }) => [kind, state, isUsed]),
      health?.isDraining,
      health?.operations,
      health?.version,
    ]);
    if (written !== one.written || at - one.writtenAt >= writeEveryMs) {
      const { state: before } = one.row;
      one.row = await observe(one.row, { isUp, health, roads });
      if (one.row.state !== before) onTurn(one.row.dealershipId);
      one.written = written;
      one.writtenAt = at;
      if (health) onSeen(one.row.dealershipId, host, health);
    }
    if (at - one.toldAt < tellEveryMs) return;
    one.toldAt = at;
    await pass(one.row, { roads, health });
  }

  async function pass(row: HostRow, { roads, health }: { roads: readonly RoadStatus[]; health: AgentHealth | null }): Promise<void> {
    const at = now();
    const shares = (await readShares(database.orm, row.dealershipId, at)).get(row.id);
    const found = {
      ...row,
      roads: [...roads],
      ...(health && { operations: health.operations, capacity: health.capacity, medianMs: health.measured.medianMs }),
    };
    const event = { type: 'host.probed', at: at.toISOString(), data: describeHost(found, shares, { now: at, newestVersion }) };
    await database.notify(passingChannel, JSON.stringify({ dealershipId: row.dealershipId, event }));
  }

  async function lookAtAll(): Promise<void> {
    await claim();
    await Promise.all([...known.values()].map((one) => lookAt(one).catch((error: unknown) => onError(error, one.row))));
  }

  const look = () => {
    isWanted = true;
    looking ??= (async () => {
      // What changed while it looked, it looks at again.
      while (isWanted && !isClosed) {
        isWanted = false;
        await lookAtAll().catch((error: unknown) => onError(error, null));
      }
    })().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const changes = connections.onChange((dealershipId) => {
    // Their rows are read again before they are looked at.
    for (const [id, { row }] of known) if (row.dealershipId === dealershipId) known.delete(id);
    claimedAt = Number.NEGATIVE_INFINITY;
    void look();
  });
  const timer = setInterval(() => void look(), lookEveryMs).unref();

  return {
    look,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      changes[Symbol.dispose]();
      isClosed = true;
      await looking;
      await releaseHosts(database.orm, processId);
    },
  };
}
