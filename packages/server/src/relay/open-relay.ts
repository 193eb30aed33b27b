import type { KeyRing } from '../secrets/index.ts';
import { createRelayHub, type RelayHub, type RelayHubOptions } from './hub.ts';
import { createInternalIdentity } from './internal-identity.ts';
import { type Neighbours, openNeighbours } from './neighbours.ts';

export interface OpenRelayOptions extends Omit<RelayHubOptions, 'neighbours'> {
  readonly ring: KeyRing;
  /** `host:port` at which other processes reach this one; this machine alone where left out. */
  readonly address: string | undefined;
}

/** The hub of this process, with the way to those of others: a database in the process has no others. */
export async function openRelay({ ring, address, ...options }: OpenRelayOptions): Promise<RelayHub> {
  const { database } = options;
  const identity = createInternalIdentity({ database, ring });
  let opening: Promise<Neighbours> | undefined;
  const neighbours = () => {
    opening ??= openNeighbours({ identity, address, request: (hostId, asked) => hub.request(hostId, asked) });
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  const hub: RelayHub = await createRelayHub({ ...options, neighbours: database.kind === 'postgres' ? neighbours : null });
  return {
    ...hub,
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      const opened = await opening?.catch(() => undefined);
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
