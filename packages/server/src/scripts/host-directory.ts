import type { Host } from '@forecourt/sdk/remote';

/** What scripts and runs need of the hosts of a dealership. Ask for one before each piece of work: after a change it is another. */
export interface HostDirectory {
  /** @throws NOT_FOUND, HOST_REVOKED, HOST_UNREACHABLE */
  connect(host: { readonly dealershipId: string; readonly id: string }): Promise<Host>;
  /** All that are not revoked. */
  all(dealershipId: string): Promise<readonly Host[]>;
}
