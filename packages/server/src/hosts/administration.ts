import { ForecourtError } from '@forecourt/errors';
import type { AgentDiagnostics, HostDetail, HostStatus, SshAddress } from '@forecourt/sdk/contract';
import { generateHostKey } from '@forecourt/sdk/remote';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Page, PageQuery } from '../database/cursor.ts';
import { addHostEvent } from '../database/host-history.ts';
import { removeHostKeys } from '../database/host-keys.ts';
import { type HostColumns, type HostName, type HostRow, insertHost, listHosts, lockHost, readHost, updateHost } from '../database/hosts.ts';
import { notify } from '../database/notifications.ts';
import type { Database, Transaction } from '../database/open.ts';
import type { Caller } from '../identity/index.ts';
import type { Secrets } from '../secrets/index.ts';
import type { Reach } from './addresses.ts';
import { announceHost } from './announce.ts';
import type { Connections } from './connections.ts';
import { describeHostFully, describeHosts } from './describe.ts';
import type { DressRoads } from './dress-roads.ts';
import type { Observe } from './observe.ts';
import { requireWorking } from './require-working.ts';
import { sshPrivateKey, sshPublicKey } from './ssh-key.ts';
import type { SendUpdate } from './update.ts';

export interface HostChanges {
  readonly name?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly ssh?: SshAddress | null | undefined;
}

/** Hosts of a dealership as people handle them. */
export interface HostAdministration {
  list(dealershipId: string, query: PageQuery): Promise<Page<HostStatus>>;
  /** @throws NOT_FOUND */
  read(host: HostName): Promise<HostDetail>;
  /** @throws HOST_NAME_TAKEN, TOO_MANY_HOSTS, OUTBOUND_REFUSED */
  createSsh(caller: Caller, host: { readonly name: string; readonly ssh: SshAddress }): Promise<HostDetail>;
  /** @throws NOT_FOUND, HOST_NAME_TAKEN, HOST_REVOKED, OUTBOUND_REFUSED */
  change(caller: Caller, hostId: string, changes: HostChanges): Promise<HostDetail>;
  /** @throws NOT_FOUND, HOST_REVOKED, HOST_UNREACHABLE */
  drain(caller: Caller, hostId: string, isDraining: boolean): Promise<HostDetail>;
  /** @throws NOT_FOUND, HOST_REVOKED */
  probe(host: HostName): Promise<HostDetail>;
  /** @throws NOT_FOUND, HOST_REVOKED */
  trustKey(caller: Caller, hostId: string, fingerprint: string): Promise<HostDetail>;
  /** @throws NOT_FOUND, HOST_REVOKED, HOST_UNREACHABLE */
  diagnose(host: HostName): Promise<AgentDiagnostics>;
  /** @throws NOT_FOUND, HOST_REVOKED, HOST_UNREACHABLE */
  update(caller: Caller, hostId: string): Promise<HostStatus>;
  /** @throws NOT_FOUND */
  revoke(caller: Caller, hostId: string): Promise<void>;
}

export interface AdministrationOptions {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'put' | 'remove'>;
  readonly reach: Reach;
  readonly connections: Pick<Connections, 'connect'>;
  readonly observe: Observe;
  readonly dress: DressRoads;
  readonly sendUpdate: SendUpdate;
  readonly newestVersion: string | null;
  readonly now: () => Date;
}

const purpose = 'SSH key for a host';

export function createAdministration(options: AdministrationOptions): HostAdministration {
  const { database, secrets, reach, connections, observe, dress, sendUpdate, newestVersion, now } = options;
  const context = () => ({ now: now(), newestVersion });
  const read = async (host: HostName) => await describeHostFully(database.orm, await readHost(database.orm, host), context());

  async function makeSshKey(tx: Transaction, caller: Caller, name: string): Promise<HostColumns> {
    const key = await generateHostKey();
    const comment = `forecourt-${name.replace(/[^A-Za-z0-9-]+/g, '-')}`;
    const value = sshPrivateKey(key, comment);
    const sshSecretId = await secrets.put(tx, { dealershipId: caller.dealershipId, purpose, value, actor: actorOf(caller) });
    return { sshSecretId, sshPublicKey: sshPublicKey(key, comment) };
  }

  /** A row that is believed. */
  async function working(host: HostName): Promise<HostRow> {
    return requireWorking(await readHost(database.orm, host));
  }

  return {
    async list(dealershipId, query) {
      const { items, nextCursor } = await listHosts(database.orm, dealershipId, query);
      return { items: await describeHosts(database.orm, items, context()), nextCursor };
    },
    read,
    async createSsh(caller, { name, ssh }) {
      const { dealershipId } = caller;
      await reach.require(ssh.host);
      const host = await database.transaction(async (tx) => {
        const key = await makeSshKey(tx, caller, name);
        const id = await insertHost(tx, { dealershipId, name, mode: 'ssh', ssh });
        await updateHost(tx, { dealershipId, id }, key);
        await addHostEvent(tx, { dealershipId, id }, { at: now(), kind: 'enrolled', message: `${name} was added, to be reached by SSH.` });
        await appendAudit(tx, { ...entryOf(caller, id), action: 'host.enrolled', details: { name, ssh } });
        await announceHost(tx, { dealershipId, id }, context(), { isSetUpAnew: true });
        return { dealershipId, id };
      });
      return await read(host);
    },
    async change(caller, hostId, { name, addresses, ssh }) {
      const host = nameOf(caller, hostId);
      const before = await working(host);
      for (const address of addresses ?? []) await reach.require(new URL(address).hostname);
      if (ssh) await reach.require(ssh.host);
      if (ssh === null && before.mode === 'ssh') throw noOtherWay();
      await database.transaction(async (tx) => {
        const row = requireWorking(await lockHost(tx, host));
        // Another computer has another key: the next connection pins it.
        const isElsewhere = ssh !== undefined && (ssh?.host !== row.ssh?.host || ssh?.port !== row.ssh?.port);
        const key = ssh && row.sshSecretId === null ? await makeSshKey(tx, caller, name ?? row.name) : {};
        await updateHost(tx, host, {
          ...key,
          ...(name !== undefined && { name }),
          ...(addresses !== undefined && { addresses: [...new Set(addresses)] }),
          ...(ssh !== undefined && { ssh }),
          ...(isElsewhere && { sshFingerprint: null }),
        });
        await appendAudit(tx, { ...entryOf(caller, hostId), action: 'host.changed', details: { before: row.name, name, addresses, ssh } });
        await announceHost(tx, host, context(), { isSetUpAnew: true });
      });
      return await read(host);
    },
    async drain(caller, hostId, isDraining) {
      const host = nameOf(caller, hostId);
      const row = await working(host);
      const { name, mode } = row;
      if (mode === 'agent') {
        const connected = await connections.connect(host);
        const health = await connected.drain(isDraining);
        await observe(host, { isUp: true, health, roads: await dress(row, connected.roads()) });
      }
      await database.transaction(async (tx) => {
        if (mode === 'ssh') await updateHost(tx, host, { isDraining });
        await appendAudit(tx, { ...entryOf(caller, hostId), action: 'host.drained', details: { name, isDraining } });
        await announceHost(tx, host, context());
      });
      return await read(host);
    },
    async probe(host) {
      const row = await working(host);
      const connected = await connections.connect(host);
      await connected.probe();
      const health = await connected.health().catch(() => null);
      await observe(host, { isUp: health !== null, health, roads: await dress(row, connected.roads()) });
      return await read(host);
    },
    async trustKey(caller, hostId, fingerprint) {
      const host = nameOf(caller, hostId);
      const { name, sshFingerprint: before } = await working(host);
      await database.transaction(async (tx) => {
        await updateHost(tx, host, { sshFingerprint: fingerprint });
        await appendAudit(tx, { ...entryOf(caller, hostId), action: 'host.key_pinned', details: { name, before, fingerprint } });
        await announceHost(tx, host, context(), { isSetUpAnew: true });
      });
      return await read(host);
    },
    async diagnose(host) {
      await working(host);
      return await (await connections.connect(host)).diagnose();
    },
    async update(caller, hostId) {
      const host = nameOf(caller, hostId);
      const { name, agentVersion: before } = await working(host);
      const version = await sendUpdate(host);
      return await database.transaction(async (tx) => {
        await appendAudit(tx, { ...entryOf(caller, hostId), action: 'host.updated', details: { name, before, version } });
        return await announceHost(tx, host, context());
      });
    },
    async revoke(caller, hostId) {
      const host = nameOf(caller, hostId);
      await database.transaction(async (tx) => {
        const { name, state, sshSecretId } = await lockHost(tx, host);
        if (state === 'revoked') return;
        await updateHost(tx, host, { state: 'revoked', sshSecretId: null, watchedBy: null, watchedUntil: null, roads: [] });
        await removeHostKeys(tx, host);
        if (sshSecretId !== null) await secrets.remove(tx, host.dealershipId, sshSecretId, actorOf(caller));
        await addHostEvent(tx, host, { at: now(), kind: 'revoked', message: `${caller.name} revoked it.` });
        await appendAudit(tx, { ...entryOf(caller, hostId), action: 'host.revoked', details: { name } });
        await notify(tx, {
          ...{ dealershipId: host.dealershipId, kind: 'security.host-revoked', title: `${name} is no host any more` },
          body: `${caller.name} revoked it. It is believed no more; to use the computer again, enrol it again.`,
          ...{ link: `/hosts/${hostId}`, groupKey: `host:${hostId}:revoked`, byPersonId: caller.personId },
        });
        await announceHost(tx, host, context(), { isSetUpAnew: true });
      });
    },
  };
}

function nameOf({ dealershipId }: Caller, id: string): HostName {
  return { dealershipId, id };
}

function entryOf(caller: Caller, id: string) {
  return { dealershipId: caller.dealershipId, actor: actorOf(caller), target: { kind: 'host', id } };
}

function noOtherWay(): ForecourtError {
  return new ForecourtError('INVALID_INPUT', 'A computer without an agent is reached by SSH alone.', { details: { field: 'ssh' } });
}
