import { ForecourtError } from '@forecourt/errors';
import ipaddr from 'ipaddr.js';
import { isInside } from './ranges.ts';

/** What the operator lets through although it is not public. */
export interface Allowed {
  hasHost(hostname: string): boolean;
  hasAddress(address: string): boolean;
}

const hostName = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/;

/**
 * Reads the list of FORECOURT_OUTBOUND_ALLOW: addresses, networks as `10.1.0.0/16`, and names of hosts, each for itself.
 *
 * @throws INVALID_INPUT
 */
export function parseAllowed(entries: readonly string[]): Allowed {
  const hosts = new Set<string>();
  const networks: ReturnType<typeof ipaddr.parseCIDR>[] = [];
  for (const entry of entries) {
    const name = plainName(entry);
    if (ipaddr.isValidCIDR(entry)) networks.push(ipaddr.parseCIDR(entry));
    else if (ipaddr.isValid(entry)) networks.push([ipaddr.parse(entry), entry.includes(':') ? 128 : 32]);
    else if (hostName.test(name)) hosts.add(name);
    else {
      throw new ForecourtError('INVALID_INPUT', `FORECOURT_OUTBOUND_ALLOW: “${entry}” is no address, no network and no name of a host.`, {
        hint: 'Give a list such as 10.1.0.0/16,erp.example.com without protocol, port or path.',
      });
    }
  }
  return {
    hasHost: (hostname) => hosts.has(plainName(hostname)),
    hasAddress: (address) => ipaddr.isValid(address) && networks.some((network) => isInside(ipaddr.parse(address), network)),
  };
}

/** The dot at the end only says that the name is whole. */
function plainName(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}
