import type { AgentHealth, HostDetail, RoadStatus } from '@forecourt/sdk/contract';
import { addHostEvent, extendSpan } from '../database/host-history.ts';
import { type HostColumns, type HostName, type HostRow, lockHost, noteHost, updateHost } from '../database/hosts.ts';
import { notify } from '../database/notifications.ts';
import type { Database, Transaction } from '../database/open.ts';
import { announceHost } from './announce.ts';

/** How a host was found a moment ago. */
export interface Observation {
  readonly isUp: boolean;
  /** What its agent said; null where it said nothing, or there is no agent. */
  readonly health: AgentHealth | null;
  readonly roads: readonly RoadStatus[];
}

/** Writes down how a host was found: what it is now, since when, and what changed. @returns the row as it is then */
export type Observe = (host: HostName, observation: Observation) => Promise<HostRow>;

export interface ObserveOptions {
  readonly database: Database;
  readonly newestVersion: string | null;
  readonly now: () => Date;
}

type EventKind = HostDetail['events'][number]['kind'];
interface Change {
  readonly kind: EventKind;
  readonly message: string;
}

/** So long may a host be away before people are told: a restart with updates of Windows takes less. */
const absenceToldAfterMs = 10 * 60_000;

export function createObserve({ database, newestVersion, now }: ObserveOptions): Observe {
  return (host, observation) =>
    database.transaction(async (tx) => {
      const at = now();
      const before = await lockHost(tx, host);
      // Believed no more: whatever was found says nothing.
      if (before.state === 'revoked') return before;
      const columns = columnsOf(before, observation, at);
      if (before.state !== 'enrolling' || observation.isUp) await extendSpan(tx, host, { at, isUp: observation.isUp });
      const changes = changesOf(before, observation, columns);
      const stranger = strangerIn(before, observation);
      if (changes.length === 0 && stranger === null && !isLongAway(before, columns, at)) {
        await noteHost(tx, host, columns);
        return { ...before, ...columns };
      }
      for (const { kind, message } of changes) await addHostEvent(tx, host, { at, kind, message });
      const row = await updateHost(tx, host, columns);
      if (isLongAway(before, columns, at)) await tellAbsence(tx, row, at);
      if (stranger !== null) await tellStranger(tx, row, stranger);
      await announceHost(tx, host, { now: at, newestVersion });
      return row;
    });
}

function columnsOf(before: HostRow, { isUp, health, roads }: Observation, at: Date) {
  const isDraining = health?.isDraining ?? before.isDraining;
  return {
    isDraining,
    state: isUp ? (isDraining ? 'draining' : 'online') : before.state === 'enrolling' ? 'enrolling' : 'offline',
    roads: [...roads],
    ...(isUp && { lastSeenAt: at, absenceToldAt: null }),
    ...(health && {
      platform: health.platform,
      agentVersion: health.version,
      operations: health.operations,
      capacity: health.capacity,
      medianMs: health.measured.medianMs,
      clockOffsetMs: Date.parse(health.time) - at.getTime(),
      manifest: health.manifest,
    }),
  } satisfies HostColumns;
}

function changesOf(before: HostRow, { isUp, health, roads }: Observation, { state }: HostColumns): Change[] {
  const changes: Change[] = [];
  const wasUp = before.state === 'online' || before.state === 'draining';
  if (isUp && !wasUp) changes.push({ kind: 'online', message: `It can be reached by ${roadWords(roads)}.` });
  if (!isUp && wasUp) changes.push({ kind: 'offline', message: 'It cannot be reached by any road.' });
  if (state === 'draining' && before.state !== 'draining') {
    changes.push({ kind: 'draining', message: 'It finishes what it has and takes nothing new.' });
  }
  if (state === 'online' && before.state === 'draining') changes.push({ kind: 'resumed', message: 'It takes work again.' });
  if (isUp && wasUp && usedOf(roads) !== usedOf(before.roads)) {
    changes.push({ kind: 'road', message: `It is reached by ${roadWords(roads)} now.` });
  }
  const cuts = health?.operations.includes('removeBackground');
  // What it says first is no news; what it says later comes of an engine that was installed or taken away.
  if (cuts !== undefined && before.capacity !== null && cuts !== before.operations.includes('removeBackground')) {
    changes.push({ kind: 'cutouts', message: cuts ? 'It can cut out photos now.' : 'It cannot cut out photos any more.' });
  }
  if (health && before.agentVersion !== null && health.version !== before.agentVersion) {
    changes.push({ kind: 'updated', message: `Its agent is ${health.version}; it was ${before.agentVersion}.` });
  }
  return changes;
}

function usedOf(roads: readonly RoadStatus[]) {
  return roads.find(({ isUsed }) => isUsed)?.kind;
}

const words = { direct: 'the direct road', ssh: 'SSH', relay: 'the relay' } as const;

function roadWords(roads: readonly RoadStatus[]): string {
  const used = usedOf(roads);
  return used === undefined ? 'a road' : words[used];
}

function isLongAway({ lastSeenAt, absenceToldAt }: HostRow, { state }: HostColumns, at: Date): boolean {
  return state === 'offline' && absenceToldAt === null && lastSeenAt !== null && at.getTime() - lastSeenAt.getTime() >= absenceToldAfterMs;
}

/** What is wrong with a road at which another computer answers since now. */
function strangerIn(before: HostRow, { roads }: Observation): string | null {
  const isStranger = ({ problem }: RoadStatus) => problem?.code === 'HOST_KEY_CHANGED';
  const known = before.roads.filter(isStranger).map(({ kind }) => kind);
  return roads.find((road) => isStranger(road) && !known.includes(road.kind))?.problem?.message ?? null;
}

async function tellStranger(tx: Transaction, { dealershipId, id, name }: HostRow, message: string): Promise<void> {
  await notify(tx, {
    ...{ dealershipId, kind: 'security.host-key-changed', title: `Somebody else may answer in the place of ${name}` },
    body: `${message} Nothing was sent there. If the computer was set up anew, enrol it again, or compare the fingerprint at the computer itself.`,
    ...{ link: `/hosts/${id}`, groupKey: `host:${id}:stranger` },
  });
}

async function tellAbsence(tx: Transaction, { dealershipId, id, name, lastSeenAt }: HostRow, at: Date): Promise<void> {
  await noteHost(tx, { dealershipId, id }, { absenceToldAt: at });
  await notify(tx, {
    ...{ dealershipId, kind: 'host.offline', title: `${name} cannot be reached` },
    body: 'Check that the computer is on and its agent runs. Until then other hosts or the engine of this server do its work.',
    ...{ link: `/hosts/${id}`, groupKey: `host:${id}:offline:${lastSeenAt?.toISOString()}` },
  });
}
