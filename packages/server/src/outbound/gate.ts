import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ForecourtError } from '@forecourt/errors';
import type { Allowed } from './allowed.ts';
import { whyNoComputer, whyNotPublic } from './ranges.ts';

/** An address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds the addresses of a name. Rejects if it has none. */
export type Resolve = (hostname: string) => Promise<readonly HostAddress[]>;

/** As every program on this machine resolves: by its hosts file, then by DNS. */
export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

export interface GateOptions {
  readonly allowed: Allowed;
  readonly resolve: Resolve;
}

/** Where a request wants to go. */
export interface Destination {
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly protocol: string;
  /** HTTP without TLS only to where the operator allows it. */
  readonly isSecureOnly: boolean;
  /** A computer of a dealer, which is in his own network by design. */
  readonly isComputer?: boolean | undefined;
}

/** Says where a request may go. What it lets pass are addresses, and only to these may it be connected. */
export interface Gate {
  /** @throws OUTBOUND_REFUSED, OUTBOUND_FAILED for a name that cannot be resolved */
  pass(destination: Destination): Promise<readonly HostAddress[]>;
}

export function createGate({ allowed, resolve }: GateOptions): Gate {
  return {
    async pass({ hostname, protocol, isSecureOnly, isComputer = false }) {
      const addresses = await addressesOf(hostname, resolve);
      const isHostAllowed = allowed.hasHost(hostname);
      const isAllowed = ({ address }: HostAddress) => isHostAllowed || allowed.hasAddress(address);
      const whyNot = isComputer ? whyNoComputer : whyNotPublic;
      for (const each of addresses) {
        const reason = isAllowed(each) ? null : whyNot(each.address);
        // One bad address is enough: a name with a good one beside it is how this check would be walked around.
        if (reason !== null) throw refused(`${hostname} leads to ${reason}.`);
      }
      if (protocol === 'http:' && isSecureOnly && !addresses.every(isAllowed)) {
        throw new ForecourtError('OUTBOUND_REFUSED', 'The address begins with http, which everybody on the way can read and change.', {
          hint: 'Give an address that begins with https.',
        });
      }
      return addresses;
    },
  };
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<readonly HostAddress[]> {
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  const addresses = await resolve(hostname).catch((cause: unknown) => {
    throw new ForecourtError('OUTBOUND_FAILED', `The name ${hostname} could not be resolved.`, { cause });
  });
  if (addresses.length === 0) throw new ForecourtError('OUTBOUND_FAILED', `The name ${hostname} has no address.`);
  return addresses;
}

/**
 * Reads an address that somebody gave. The parser is the one of browsers: `0x7f.1`, `2130706433` and the like are plain addresses behind it.
 *
 * @throws OUTBOUND_REFUSED
 */
export function readUrl(given: string | URL): URL {
  const url = typeof given === 'string' ? URL.parse(given) : given;
  if (url === null) throw refused('This is no address of the web.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(`Addresses that begin with ${url.protocol} are not opened.`);
  if (url.username !== '' || url.password !== '') {
    throw new ForecourtError('OUTBOUND_REFUSED', 'The address has a name or a password in front of its host.', {
      hint: 'Leave out what stands before the @.',
    });
  }
  return url;
}

/** The host of an address as programs that connect want it: IPv6 without its brackets. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export function refused(message: string): ForecourtError {
  return new ForecourtError('OUTBOUND_REFUSED', message);
}
