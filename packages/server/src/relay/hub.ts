import { ForecourtError } from '@forecourt/errors';
import type { Road, RoadRequest } from '@forecourt/sdk/remote';
import { type RelayLine as OpenLine, openRelayLine } from '@forecourt/sdk/remote/relay';
import { v7 as newId } from 'uuid';
import type { WebSocket } from 'ws';
import { listDisbelieved, type ProvenHost } from '../database/host-keys.ts';
import { type HostName, hostsChannel } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';
import { findLine, linesChannel, putLine, removeLine, tellLine, touchLines } from '../database/relay-lines.ts';
import type { Logger } from '../settings/logger.ts';
import type { Neighbours } from './neighbours.ts';

export interface RelayHubOptions {
  readonly database: Database;
  /** Names this process to others. */
  readonly processId: string;
  /** The way to lines that other processes hold, opened at the first need; null where this is the only process. */
  readonly neighbours: (() => Promise<Neighbours>) | null;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Told when a host dialled, or its line broke. */
  readonly onChange?: ((host: HostName) => void) | undefined;
}

/** Lines that hosts dialled. A host has one: a newer one takes the place of the older, in whichever process that is. */
export interface RelayHub extends AsyncDisposable {
  /** Takes a WebSocket of a host that was found out to be it, for as long as it is believed by the key that it proved this by. */
  accept(host: ProvenHost, webSocket: WebSocket): Promise<void>;
  /** The road through whichever line the host holds, here or in another process. */
  road(host: HostName): Road;
  /** Through the line that is held here. @throws ROAD_DOWN */
  request(hostId: string, request: RoadRequest): ReturnType<Road['request']>;
  /** Ids of hosts whose line is held here. */
  held(): readonly string[];
  /** Says again that they are held here, and ends those whose host is believed no more. Done by itself every 15 s. */
  renew(): Promise<void>;
}

/** How often a holder says that it is still there, and after how long without it is taken for dead. */
const renewEveryMs = 15_000;
const staleAfterMs = 60_000;

/** Said in place of a line's id when one ended. */
const endedLine = 'ended';

interface Held {
  readonly host: ProvenHost;
  readonly lineId: string;
  readonly line: OpenLine;
}

export async function createRelayHub(options: RelayHubOptions): Promise<RelayHub> {
  const { database, processId, neighbours, logger, now, onChange } = options;
  const lines = new Map<string, Held>();
  const onError = (error: unknown) => logger.warn({ err: error }, 'the line of a host could not be written down');

  /** Another process holds a newer one, or the host is believed no more. */
  const drop = (hostId: string) => {
    const held = lines.get(hostId);
    lines.delete(hostId);
    held?.line.close().catch(onError);
  };
  const newer = await database.listen(linesChannel, (payload) => {
    const [dealershipId = '', hostId = '', lineId = ''] = payload.split('/');
    const held = lines.get(hostId);
    if (held && lineId !== endedLine && held.lineId !== lineId) drop(hostId);
    // Held elsewhere, it is a road of this process all the same.
    if (held === undefined && hostId !== '') onChange?.({ dealershipId, id: hostId });
  });
  /** A host dials anew, with the key that it has by now; one that was revoked is refused then. */
  const dropDisbelieved = async (held: readonly Held[]) => {
    const disbelieved = await listDisbelieved(
      database.orm,
      held.map(({ host, lineId }) => ({ ...host, lineId })),
      now(),
    );
    for (const { id, lineId } of disbelieved) if (lines.get(id)?.lineId === lineId) drop(id);
  };
  const changed = await database.listen(hostsChannel, (payload) => {
    const [, hostId = ''] = payload.split('/');
    dropDisbelieved([...lines.values()].filter((held) => payload === '' || held.host.id === hostId)).catch(onError);
  });
  async function renew(): Promise<void> {
    const held = [...lines.values()];
    const lineIds = held.map(({ lineId }) => lineId);
    await Promise.all([touchLines(database.orm, lineIds, now()), dropDisbelieved(held)]);
  }
  const renewing = setInterval(() => void renew().catch(onError), renewEveryMs).unref();

  async function ended({ host, lineId }: Held, reason: string): Promise<void> {
    logger.info({ host: host.id, reason }, 'the line of a host ended');
    if (lines.get(host.id)?.lineId === lineId) lines.delete(host.id);
    await removeLine(database.orm, host, lineId);
    await tellLine(database.orm, host, endedLine);
    onChange?.(host);
  }

  async function request(hostId: string, asked: RoadRequest): ReturnType<Road['request']> {
    const held = lines.get(hostId);
    if (held === undefined || !held.line.isOpen) throw notDialled();
    return await held.line.request(asked);
  }

  return {
    async accept({ dealershipId, id, publicKey }, webSocket) {
      const line = await openRelayLine({ webSocket });
      const host = { dealershipId, id, publicKey };
      const held = { host, lineId: newId(), line };
      drop(host.id);
      lines.set(host.id, held);
      void line.closed.then((reason) => ended(held, reason)).catch(onError);
      const address = neighbours === null ? null : (await neighbours()).address;
      await putLine(database.orm, host, { lineId: held.lineId, heldBy: processId, address }, now());
      await tellLine(database.orm, host, held.lineId);
      // Revoked between being known and being heard here: nobody would say so once more.
      await dropDisbelieved([held]);
      onChange?.(host);
    },
    road(host) {
      let isClosed = false;
      // The line outlives who uses it: it is the host's.
      const close = async () => {
        isClosed = true;
      };
      return {
        ...{ kind: 'relay', address: null, close, [Symbol.asyncDispose]: close },
        async request(asked) {
          if (isClosed) throw notDialled();
          if (lines.get(host.id)?.line.isOpen) return await request(host.id, asked);
          const elsewhere = neighbours && (await findLine(database.orm, host, new Date(now().getTime() - staleAfterMs)));
          if (!elsewhere || elsewhere.address === null || elsewhere.heldBy === processId) throw notDialled();
          return await (await neighbours()).request({ address: elsewhere.address, hostId: host.id }, asked);
        },
      };
    },
    request,
    held: () => [...lines.keys()],
    renew,
    async [Symbol.asyncDispose]() {
      clearInterval(renewing);
      await Promise.all([newer[Symbol.asyncDispose](), changed[Symbol.asyncDispose]()]);
      const held = [...lines.values()];
      lines.clear();
      await Promise.all(held.map(({ line }) => line.close()));
      await Promise.all(held.map(({ host, lineId }) => removeLine(database.orm, host, lineId).catch(onError)));
    },
  };
}

function notDialled(): ForecourtError {
  return new ForecourtError('ROAD_DOWN', 'The road relay is down: the host has not dialled.', {
    details: { road: 'relay', stage: 'connect' },
  });
}
