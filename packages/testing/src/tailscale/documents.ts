/** Of Go's `ipnstate.PeerStatus`. */
interface PeerDocument {
  readonly ID: string;
  readonly PublicKey: string;
  readonly HostName: string;
  readonly DNSName: string;
  readonly OS: string;
  readonly UserID: number;
  readonly TailscaleIPs: readonly string[];
  readonly AllowedIPs: readonly string[];
  readonly CurAddr: string;
  readonly Relay: string;
  readonly RxBytes: number;
  readonly TxBytes: number;
  readonly Created: string;
  readonly LastWrite: string;
  readonly LastSeen: string;
  readonly LastHandshake: string;
  readonly Online: boolean;
  readonly Active: boolean;
  readonly KeyExpiry?: string;
  readonly Expired?: boolean;
  readonly InNetworkMap: boolean;
  readonly InMagicSock: boolean;
  readonly InEngine: boolean;
}

const never = '0001-01-01T00:00:00Z';

function peer(id: number, name: string, changes: Partial<PeerDocument>): PeerDocument {
  return {
    ID: `n${id}CNTRL`,
    PublicKey: `nodekey:${String(id).padStart(64, '0')}`,
    HostName: name.toUpperCase(),
    DNSName: `${name}.tail1234.ts.net.`,
    OS: 'windows',
    UserID: 17,
    TailscaleIPs: [`100.64.0.${id}`, `fd7a:115c:a1e0::${id}`],
    AllowedIPs: [`100.64.0.${id}/32`, `fd7a:115c:a1e0::${id}/128`],
    CurAddr: '',
    Relay: 'fra',
    RxBytes: 0,
    TxBytes: 0,
    Created: '2026-03-01T08:00:00Z',
    LastWrite: never,
    LastSeen: never,
    LastHandshake: never,
    Online: true,
    Active: false,
    KeyExpiry: '2027-03-01T08:00:00Z',
    InNetworkMap: true,
    InMagicSock: true,
    InEngine: false,
    ...changes,
  };
}

const talking = { Active: true, InEngine: true, RxBytes: 52_004, TxBytes: 88_120, LastHandshake: '2026-11-21T11:59:10.5Z' };

/** Computers in every state that Tailscale tells. */
const peers = [
  peer(2, 'direct-pc', { ...talking, CurAddr: '192.168.1.20:41641' }),
  peer(3, 'relayed-pc', talking),
  peer(4, 'idle-pc', {}),
  peer(5, 'off-pc', { Online: false, LastSeen: '2026-11-20T17:31:00Z' }),
  peer(6, 'expired-pc', { Expired: true, KeyExpiry: '2026-11-01T08:00:00Z', LastSeen: '2026-11-01T08:00:00Z' }),
];

function status(backendState: string, rest: object): object {
  return { Version: '1.90.6', TUN: true, BackendState: backendState, HaveNodeKey: true, AuthURL: '', Health: [], ...rest };
}

/** What `tailscale status --json` prints in each state of the program, by its documented schema. */
export const tailscaleStatus = {
  running: status('Running', {
    TailscaleIPs: ['100.64.0.1'],
    Self: peer(1, 'platform', { OS: 'linux' }),
    MagicDNSSuffix: 'tail1234.ts.net',
    CurrentTailnet: { Name: 'dealer@example.com', MagicDNSSuffix: 'tail1234.ts.net', MagicDNSEnabled: true },
    Peer: Object.fromEntries(peers.map((one) => [one.PublicKey, one])),
  }),
  stopped: status('Stopped', {
    Self: peer(1, 'platform', { OS: 'linux', Online: false }),
    Peer: Object.fromEntries(peers.map((one) => [one.PublicKey, { ...one, Online: false }])),
  }),
  needsLogin: status('NeedsLogin', { HaveNodeKey: false, AuthURL: 'https://login.example.com/a/1', Health: ['Not logged in'], Peer: null }),
  noState: status('NoState', { HaveNodeKey: false, Peer: null }),
} as const;
