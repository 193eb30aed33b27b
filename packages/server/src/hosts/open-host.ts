import type { LookupFunction } from 'node:net';
import { ForecourtError } from '@forecourt/errors';
import { createHost, createSigner, directRoad, type Host, type Road } from '@forecourt/sdk/remote';
import { createSshHost, sshRoad } from '@forecourt/sdk/remote/ssh';
import { listHostKeys } from '../database/host-keys.ts';
import type { HostName, HostRow } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Reach } from './addresses.ts';
import { platformName } from './host-tokens.ts';
import type { PlatformKeys } from './platform-keys.ts';
import { type AccessBySsh, scriptSource } from './ssh-access.ts';

export interface OpenHostOptions {
  readonly database: Database;
  readonly platformKeys: Pick<PlatformKeys, 'of'>;
  readonly outbound: Pick<Outbound, 'findComputer'>;
  readonly reach: Reach;
  /** The road through the line that the host dialled. */
  readonly relay: (host: HostName) => Road;
  readonly accessBySsh: AccessBySsh;
  /** Told after anything about a road of a host changed. */
  readonly onRoads: (host: HostName) => void;
  readonly now: () => Date;
}

/** Where agents listen unless they are told otherwise. */
const usualAgentPort = 7443;

/** Connects a host by the roads that its row names. */
export function createOpenHost(options: OpenHostOptions): (row: HostRow) => Promise<Host> {
  const { database, platformKeys, outbound, reach, relay, accessBySsh, onRoads, now } = options;
  const lookup = gatedLookup(outbound);

  async function openPlain(row: HostRow): Promise<Host> {
    const { id, name, dealershipId } = row;
    const access = await accessBySsh(row);
    if (access === null) throw new ForecourtError('HOST_UNREACHABLE', `${name} has no address.`);
    return createSshHost({
      ...{ id, name, ...access, lookup, onRoads: () => onRoads(row) },
      scriptSource: (choice) => scriptSource(database, dealershipId, choice),
    });
  }

  async function openAgent(row: HostRow): Promise<Host> {
    const { id, name, dealershipId } = row;
    const [{ key }, addresses, pinned, access] = await Promise.all([
      platformKeys.of(dealershipId),
      // What an operator allowed once he may not allow any more.
      reach.allowed(row.addresses),
      listHostKeys(database.orm, row, now()),
      accessBySsh(row),
    ]);
    const publicKeys = pinned.map(({ publicKey }) => publicKey);
    const tls = { key, hostKeys: () => publicKeys };
    const roads: Road[] = [];
    if (addresses.length > 0) roads.push(directRoad({ ...tls, addresses, lookup }));
    if (access) roads.push(sshRoad({ ...access, lookup, tls, agentPort: agentPortOf(row) }));
    roads.push(relay({ dealershipId, id }));
    const signer = createSigner({ key, issuer: platformName, audience: id });
    return createHost({ id, name, roads, signer, onRoads: () => onRoads(row) });
  }

  return (row) => (row.mode === 'ssh' ? openPlain(row) : openAgent(row));
}

/** An agent listens at the same port on its own computer as it does for others. */
function agentPortOf({ addresses: [first] }: HostRow): number {
  return Number(first === undefined ? usualAgentPort : new URL(first).port || usualAgentPort);
}

/** Finds addresses of names as the gate for computers lets them pass: a name cannot lead elsewhere between the check and the connection. */
function gatedLookup(outbound: Pick<Outbound, 'findComputer'>): LookupFunction {
  return (hostname, { all }, found) => {
    outbound.findComputer(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (all) found(null, [...addresses]);
        else found(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => found(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };
}
