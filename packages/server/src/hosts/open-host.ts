import { createHost, createSigner, type Host, type Road } from '@forecourt/sdk/remote';
import type { HostName, HostRow } from '../database/hosts.ts';
import { platformName } from './host-tokens.ts';
import type { PlatformKeys } from './platform-keys.ts';

export interface OpenHostOptions {
  readonly platformKeys: Pick<PlatformKeys, 'of'>;
  /** The road through the line that the host dialled. */
  readonly relay: (host: HostName) => Road;
}

/** Connects a host by the roads that its row names. */
export function createOpenHost({ platformKeys, relay }: OpenHostOptions): (row: HostRow) => Promise<Host> {
  return async (row) => {
    const { id, name, dealershipId } = row;
    const { key } = await platformKeys.of(dealershipId);
    const signer = createSigner({ key, issuer: platformName, audience: id });
    const roads = [relay({ dealershipId, id })];
    return createHost({ id, name, roads, signer });
  };
}
