import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { ForecourtError } from '@forecourt/errors';
import { makeCertificate, publicKeyOfCertificate } from '../../protocol/certificate.ts';
import type { TellsTime } from '../../protocol/clock.ts';
import type { HostKey } from '../../protocol/keys.ts';

/** By which keys two ends know each other. */
export interface PinnedTlsOptions {
  /** Who we are: the agent lets in only keys that it pinned. */
  readonly key: HostKey;
  /** The keys that the host may have: one, or two while they change. Asked for each connection. */
  readonly hostKeys: () => readonly string[];
  readonly clock?: TellsTime | undefined;
}

/** Makes a TLS 1.3 connection of one that is there, and resolves when the other end was found to have a pinned key. */
export type PinnedTls = (socket: Duplex, address: string) => Promise<TLSSocket>;

/**
 * Certificates prove only who holds which key; whom to believe, the pins say. Nothing is sent to an end whose key is another.
 *
 * @throws HOST_KEY_CHANGED (details.expected, details.found), and what the connection failed with
 */
export function pinnedTls({ key, hostKeys, clock }: PinnedTlsOptions): PinnedTls {
  const own = { key: key.toPem(), cert: makeCertificate(key, { clock }) };
  return async (socket, address) => {
    const secure = connect({ socket, ...own, rejectUnauthorized: false, minVersion: 'TLSv1.3', ALPNProtocols: ['http/1.1'] });
    await new Promise<void>((resolve, reject) => {
      secure.once('secureConnect', resolve);
      secure.once('error', reject);
      secure.once('close', () => reject(new ForecourtError('ROAD_DOWN', 'It was closed before it was secure.')));
    });
    const found = publicKeyOfCertificate(secure.getPeerX509Certificate()?.raw ?? '');
    const expected = hostKeys();
    if (found !== null && expected.includes(found)) return secure;
    secure.destroy();
    throw new ForecourtError('HOST_KEY_CHANGED', `At ${address} answers a computer with another key than the host’s.`, {
      details: { expected: [...expected], found, address },
    });
  };
}
