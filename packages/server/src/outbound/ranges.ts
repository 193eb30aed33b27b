import ipaddr from 'ipaddr.js';

/**
 * Networks that no address from outside may lead to, in words for people, by the IANA special-purpose address registries (RFC 6890; read
 * in November 2026) and what clouds put beside them. Of IPv6 only global unicast is let pass at all (2000::/3, RFC 4291, 2.4): loopback,
 * link-local, unique-local, multicast, mapped IPv4 addresses and NAT64 lie outside of it.
 */
const refused: readonly (readonly [network: string, what: string])[] = [
  ['0.0.0.0/8', 'this very machine (RFC 1122)'],
  ['10.0.0.0/8', 'a private network (RFC 1918)'],
  ['100.64.0.0/10', 'a carrier’s inner network (RFC 6598)'],
  ['127.0.0.0/8', 'this very machine (RFC 1122)'],
  ['169.254.0.0/16', 'a link-local address, where clouds keep credentials (RFC 3927)'],
  ['172.16.0.0/12', 'a private network (RFC 1918)'],
  ['192.0.0.0/24', 'addresses for protocols (RFC 6890)'],
  ['192.0.2.0/24', 'addresses for documentation (RFC 5737)'],
  ['192.88.99.0/24', 'relays to IPv6 (RFC 7526)'],
  ['192.168.0.0/16', 'a private network (RFC 1918)'],
  ['198.18.0.0/15', 'addresses for benchmarks (RFC 2544)'],
  ['198.51.100.0/24', 'addresses for documentation (RFC 5737)'],
  ['203.0.113.0/24', 'addresses for documentation (RFC 5737)'],
  ['224.0.0.0/4', 'a group of machines (RFC 5771)'],
  ['240.0.0.0/4', 'reserved addresses (RFC 1112)'],
  // Public by its number, but it answers only to machines inside of Azure: "What is IP address 168.63.129.16?", learn.microsoft.com.
  ['168.63.129.16/32', 'the platform under this machine'],
  ['2001::/23', 'addresses for protocols (RFC 2928)'],
  ['2001:db8::/32', 'addresses for documentation (RFC 3849)'],
  ['2002::/16', 'an IPv4 address inside of an IPv6 one (RFC 3056)'],
  ['3fff::/20', 'addresses for documentation (RFC 9637)'],
];
const networks = refused.map(([network, what]) => ({ network: ipaddr.parseCIDR(network), what }));
const globalUnicast = ipaddr.parseCIDR('2000::/3');

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** Whether an address lies in a network; never, where one is IPv4 and the other IPv6. */
export function isInside(address: ReturnType<typeof ipaddr.parse>, [network, bits]: Network): boolean {
  if (address instanceof ipaddr.IPv4) return network instanceof ipaddr.IPv4 && address.match(network, bits);
  return network instanceof ipaddr.IPv6 && address.match(network, bits);
}

/** What an address is that is not public, as `a private network (RFC 1918)`; null for one that is. Takes one as the resolver gives it. */
export function whyNotPublic(text: string): string | null {
  if (!ipaddr.isValid(text)) return 'no address';
  const address = ipaddr.parse(text);
  const found = networks.find(({ network }) => isInside(address, network));
  if (found) return found.what;
  if (address instanceof ipaddr.IPv6 && (address.zoneId !== undefined || !isInside(address, globalUnicast))) {
    return 'no public IPv6 address (RFC 4291)';
  }
  // The library's table grows with the registries; what it knows and ours does not is refused as well.
  return address.range() === 'unicast' ? null : 'reserved addresses (RFC 6890)';
}

/** Where computers of a dealer are: in his own networks, and in those that Tailscale makes of carriers' addresses. */
const ownNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map((network) =>
  ipaddr.parseCIDR(network),
);
/** Inside of those, but clouds answer there with credentials: Alibaba's and Amazon's metadata services; and Tailscale's own resolver. */
const notComputers = ['100.100.100.200/32', '100.100.100.100/32', 'fd00:ec2::254/128', 'fd20:ce::254/128'].map((network) =>
  ipaddr.parseCIDR(network),
);

/** Why no computer of a dealer can be at an address; null where one can be. */
export function whyNoComputer(text: string): string | null {
  if (!ipaddr.isValid(text)) return 'no address';
  const address = ipaddr.parse(text);
  if (notComputers.some((network) => isInside(address, network))) return 'a service of the network itself';
  return ownNetworks.some((network) => isInside(address, network)) ? null : whyNotPublic(text);
}
