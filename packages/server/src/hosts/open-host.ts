import type { LookupFunction } from 'node:net';
import { createHost, createSigner, directRoad, type Host, type Road } from '@forecourt/sdk/remote';
import { listHostKeys } from '../database/host-keys.ts';
import type { HostName, HostRow } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Reach } from './addresses.ts';
import { platformName } from './host-tokens.ts';
import type { PlatformKeys } from './platform-keys.ts';

export interface OpenHostOptions {
  readonly database: Database;
  readonly platformKeys: Pick<PlatformKeys, 'of'>;
  readonly outbound: Pick<Outbound, 'findComputer'>;
  readonly reach: Reach;
  /** The road through the line that the host dialled. */
  readonly relay: (host: HostName) => Road;
  /** Told after anything about a road of a host changed. */
  readonly onRoads: (host: HostName) => void;
  readonly now: () => Date;
}

/** Connects a host by the roads that its row names. */
export function createOpenHost({
  database,
  platformKeys,
  outbound,
  reach,
  relay,
  onRoads,
  now,
}: OpenHostOptions): (row: HostRow) => Promise<Host> {
  const lookup = gatedLookup(outbound);
  return async (row) => {
    const { id, name, dealershipId } = row;
    const [{ key }, addresses, pinned] = await Promise.all([
      platformKeys.of(dealershipId),
      // What an operator allowed once he may not allow any more.
      reach.allowed(row.addresses),
      listHostKeys(database.orm, row, now()),
    ]);
    const hostKeys = pinned.map(({ publicKey }) => publicKey);
    const direct = addresses.length === 0 ? [] : [directRoad({ addresses, key, hostKeys: () => hostKeys, lookup })];
    const signer = createSigner({ key, issuer: platformName, audience: id });
    return createHost({ id, name, roads: [...direct, relay({ dealershipId, id })], signer, onRoads: () => onRoads(row) });
  };
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
