import type { Host } from '@forecourt/sdk/remote';
import { databaseError } from '../database/failures.ts';
import { type HostName, type HostRow, hostsChannel, listWorkingHosts, readHost } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';
import { createDoor, type Door } from './door.ts';
import { createListeners } from './listeners.ts';
import { requireWorking } from './require-working.ts';

/** Hosts as this process reaches them: each is connected when it is first needed, and anew when somebody changes how it is reached. */
export interface Connections extends AsyncDisposable {
  /** Ask for it before each piece of work: after a change it is another one. @throws NOT_FOUND, HOST_REVOKED */
  connect(host: HostName): Promise<Host>;
  /** All that are not revoked. */
  all(dealershipId: string): Promise<Host[]>;
  /** Those of them that have an agent. */
  agents(dealershipId: string): Promise<Host[]>;
  /** The same of a row that was read a moment ago. */
  enter(row: HostRow): Promise<Host>;
  /** Tries the roads of a host now, if it is connected here: one of them is known to have changed. */
  nudge(host: HostName): Promise<void>;
  /** Told of each change of how hosts are reached, also in other processes. */
  onChange(listener: (dealershipId: string) => void): Disposable;
}

export interface ConnectionsOptions {
  readonly database: Database;
  readonly open: (row: HostRow) => Promise<Host>;
  readonly onError: (error: unknown) => undefined;
}

export async function createConnections({ database, open, onError }: ConnectionsOptions): Promise<Connections> {
  const entered = new Map<string, { readonly dealershipId: string; readonly door: Promise<Door> }>();
  const leaving = new Set<Promise<void>>();
  const changes = createListeners<[dealershipId: string]>();
  let isClosed = false;

  function enter(row: HostRow): Promise<Door> {
    const { id, dealershipId } = row;
    const present = entered.get(id);
    if (present) return present.door;
    const door = open(row).then(createDoor);
    entered.set(id, { dealershipId, door });
    door.catch(() => {
      if (entered.get(id)?.door === door) entered.delete(id);
    });
    return door;
  }

  /** What runs on it ends as it began, unless it is believed no more. */
  function leave(id: string, isAtOnce: boolean): void {
    const present = entered.get(id);
    if (present === undefined) return;
    entered.delete(id);
    const left = present.door.then((each) => (isAtOnce ? each.close() : each.closeWhenIdle())).catch(onError);
    leaving.add(left);
    void left.finally(() => leaving.delete(left));
  }

  async function changed(payload: string): Promise<void> {
    const [named = '', changedId = ''] = payload.split('/');
    // Without a name something may have been missed.
    const concerned = [...entered].filter(([id]) => payload === '' || id === changedId);
    for (const [id, { dealershipId }] of concerned) {
      const row = await readHost(database.orm, { dealershipId, id }).catch(onError);
      leave(id, row === undefined || row.state === 'revoked');
    }
    for (const dealershipId of payload === '' ? new Set(concerned.map(([, each]) => each.dealershipId)) : [named]) {
      changes.tell(dealershipId);
    }
  }
  const working = (dealershipId: string) =>
    listWorkingHosts(database.orm, dealershipId).catch((error: unknown) => Promise.reject(databaseError(error)));
  const enterAll = (rows: readonly HostRow[]) => Promise.all(rows.map(async (row) => (await enter(row)).host));
  const subscription = await database.listen(hostsChannel, (payload) => void changed(payload).catch(onError));

  return {
    async connect(host) {
      const row = requireWorking(await readHost(database.orm, host).catch((error: unknown) => Promise.reject(databaseError(error))));
      return (await enter(row)).host;
    },
    enter: async (row) => (await enter(row)).host,
    all: async (dealershipId) => await enterAll(await working(dealershipId)),
    agents: async (dealershipId) => await enterAll((await working(dealershipId)).filter(({ mode }) => mode === 'agent')),
    async nudge({ id }) {
      const door = await entered.get(id)?.door;
      // A road that was down is used again after two good probes: a new line is no accident that has to prove itself.
      await door?.host.probe();
      await door?.host.probe();
    },
    onChange: changes.add,
    async [Symbol.asyncDispose]() {
      if (isClosed) return;
      isClosed = true;
      await subscription[Symbol.asyncDispose]();
      for (const id of [...entered.keys()]) leave(id, true);
      await Promise.all(leaving);
    },
  };
}
