import type { LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { ForecourtError } from '@forecourt/errors';
import { type Clock, systemClock } from '../../../clock/clock.ts';
import { http1Road } from '../http1.ts';
import type { Road } from '../road.ts';
import { roadDown, wordsOfSocket } from '../trouble.ts';
import { type PinnedTlsOptions, pinnedTls } from './pinned-tls.ts';
import { reach } from './reach.ts';

export interface DirectRoadOptions extends Omit<PinnedTlsOptions, 'clock'> {
  /** `https://pc.tailnet.ts.net:7443`, the best first: LAN, Tailscale, whatever leads to the agent without help of the platform. */
  readonly addresses: readonly string[];
  readonly lookup?: LookupFunction | undefined;
  /** Of each address, until it answers and is known to be the host; 3 s where left out. */
  readonly connectTimeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

const usualTimeoutMs = 3000;

/**
 * The road over the network both are in: mutual TLS, each end with the key that the other pinned. Addresses are tried in order, first the one
 * that worked last.
 *
 * @throws INVALID_INPUT for an address that is none
 */
export function directRoad(options: DirectRoadOptions): Road {
  const { addresses, lookup, connectTimeoutMs: timeoutMs = usualTimeoutMs, clock = systemClock } = options;
  const places = addresses.map(placeOf);
  if (places.length === 0) throw new ForecourtError('INVALID_INPUT', 'The direct road needs an address.');
  const secure = pinnedTls(options);
  let best = 0;

  async function connectTo({ host, port }: Place): Promise<TLSSocket> {
    const socket = await reach({ host, port, lookup, timeoutMs, clock });
    const address = nameOf({ host, port });
    const cancel = clock.after(timeoutMs, () => socket.destroy());
    try {
      return await secure(socket, address);
    } catch (error) {
      socket.destroy();
      if (ForecourtError.is(error) && error.code === 'HOST_KEY_CHANGED') throw error;
      throw roadDown({ kind: 'direct', address, stage: 'tls', what: wordsOfSocket(error), cause: error });
    } finally {
      cancel();
    }
  }

  return http1Road({
    kind: 'direct',
    address: () => nameOf(places[best] ?? { host: '', port: 0 }),
    async connect() {
      let last: unknown;
      for (const index of [best, ...places.keys()].filter((one, at) => at === 0 || one !== best)) {
        const place = places[index];
        if (place === undefined) continue;
        try {
          const socket = await connectTo(place);
          best = index;
          return socket;
        } catch (error) {
          // A stranger at one address is worth more words than silence at another.
          if (!(ForecourtError.is(last) && last.code === 'HOST_KEY_CHANGED')) last = error;
        }
      }
      throw last;
    },
  });
}

interface Place {
  readonly host: string;
  readonly port: number;
}

const usualPort = 443;

function placeOf(address: string): Place {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' || url.hostname === '') {
    throw new ForecourtError('INVALID_INPUT', `“${address}” is no address of an agent.`, {
      hint: 'Write it like this: https://office-pc.example:7443',
    });
  }
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? usualPort : Number(url.port) };
}

function nameOf({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
