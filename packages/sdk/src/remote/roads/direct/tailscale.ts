import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { TailscalePeer } from '../../../contract/index.ts';
import type { TellsTime } from '../../protocol/clock.ts';

export interface TailscaleOptions {
  /** Its command; `tailscale` on the path where left out. */
  readonly command?: string | undefined;
  readonly clock?: TellsTime | undefined;
  /** How long an answer counts; 10 s where left out. */
  readonly freshForMs?: number | undefined;
}

/** What the Tailscale of this computer says of others. It tells people how a host is reached; it never tells who a host is. */
export interface Tailscale {
  /**
   * How the computer at this address is reached: one of a road (`https://pc.tailnet.ts.net:7443`), a MagicDNS name or an IP. Null where there
   * is no Tailscale here, or where it does not know the address. `unknown` while nothing goes there, or while the one here is not connected.
   */
  peer(address: string): Promise<TailscalePeer | null>;
}

const run = promisify(execFile);
const usuallyFreshMs = 10_000;
const patienceMs = 5000;
/** A tailnet of thousands of computers is a few megabytes. */
const mostBytes = 64 * 1024 * 1024;

/** Go writes a time that is not set like this. */
const noTime = '0001-01-01T00:00:00Z';
const timeSchema = z
  .string()
  .optional()
  .transform((time) => (time === undefined || time === noTime || Number.isNaN(Date.parse(time)) ? null : new Date(time).toISOString()));

/** The part of `ipnstate.PeerStatus` that is used here; what a version does not send counts as not known. */
const peerSchema = z.object({
  DNSName: z.string().default(''),
  TailscaleIPs: z.array(z.string()).nullish(),
  Online: z.boolean().default(false),
  Active: z.boolean().default(false),
  CurAddr: z.string().default(''),
  Relay: z.string().default(''),
  LastSeen: timeSchema,
  LastHandshake: timeSchema,
  KeyExpiry: timeSchema,
  Expired: z.boolean().default(false),
});
type Peer = z.infer<typeof peerSchema>;

const statusSchema = z.object({ BackendState: z.string(), Peer: z.record(z.string(), peerSchema).nullish() });
type Status = z.infer<typeof statusSchema>;

/**
 * @example
 * const tailscale = createTailscale();
 * await tailscale.peer('https://office-pc.tail1234.ts.net:7443'); // { state: 'direct', address: '192.168.1.20:41641', … }
 */
export function createTailscale({ command = 'tailscale', clock = Date, freshForMs = usuallyFreshMs }: TailscaleOptions = {}): Tailscale {
  let last: { readonly at: number; readonly status: Promise<Status | null> } | undefined;
  const status = () => {
    const now = clock.now();
    if (last === undefined || now - last.at >= freshForMs || now < last.at) last = { at: now, status: readStatus(command) };
    return last.status;
  };
  return {
    async peer(address) {
      const read = await status();
      const name = nameIn(address);
      const found = read && Object.values(read.Peer ?? {}).find((peer) => isCalled(peer, name));
      return found ? peerOf(found, read.BackendState === 'Running') : null;
    },
  };
}

async function readStatus(command: string): Promise<Status | null> {
  try {
    const { stdout } = await run(command, ['status', '--json'], { timeout: patienceMs, maxBuffer: mostBytes });
    return statusSchema.parse(JSON.parse(stdout));
  } catch {
    // No Tailscale here, one that does not run, or one that speaks otherwise: all the same to who asks how a host is reached.
    return null;
  }
}

function peerOf(peer: Peer, isConnected: boolean): TailscalePeer {
  const state = isConnected ? stateOf(peer) : 'unknown';
  return {
    state,
    relay: state === 'relayed' ? peer.Relay : null,
    address: state === 'direct' ? peer.CurAddr : null,
    lastSeenAt: peer.LastSeen ?? peer.LastHandshake,
    keyExpiresAt: peer.KeyExpiry,
  };
}

function stateOf(peer: Peer): TailscalePeer['state'] {
  if (!peer.Online || peer.Expired) return 'offline';
  if (peer.CurAddr !== '') return 'direct';
  // Every computer has a relay; only one to which something goes is reached through it.
  return peer.Active && peer.Relay !== '' ? 'relayed' : 'unknown';
}

function nameIn(address: string): string {
  const host = URL.canParse(address) ? new URL(address).hostname : '';
  return (host === '' ? address : host)
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function isCalled({ DNSName, TailscaleIPs }: Peer, name: string): boolean {
  const full = DNSName.replace(/\.$/, '').toLowerCase();
  // MagicDNS finds the first part alone as well.
  return name !== '' && (name === full || name === full.split('.')[0] || (TailscaleIPs ?? []).includes(name));
}
