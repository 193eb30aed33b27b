import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

type Place = Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>;
type Interfaces = Readonly<Record<string, readonly Place[] | undefined>>;

/** What an enrolment takes at most. */
const most = 8;

/**
 * Addresses at which the direct road of this computer can be reached, the likeliest first: its own network, then Tailscale (100.64.0.0/10, RFC
 * 6598), then whatever else there is. IPv6 without a place on the network card is left out.
 */
export function ownAddresses(port: number, interfaces: Interfaces = networkInterfaces()): string[] {
  return Object.values(interfaces)
    .flatMap((found) => found ?? [])
    .filter(({ internal, address, family }) => !internal && !address.startsWith('169.254.') && !(family === 'IPv6' && isLocalLink(address)))
    .map(({ address, family }) => ({
      rank: rankOf(address, family),
      url: `https://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ url }) => url)
    .slice(0, most);
}

function isLocalLink(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}

function rankOf(address: string, family: string): number {
  if (family === 'IPv6') return 3;
  const [first = 0, second = 0] = address.split('.').map(Number);
  if (first === 100 && second >= 64 && second < 128) return 1;
  const isPrivate = first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168);
  return isPrivate ? 0 : 2;
}
