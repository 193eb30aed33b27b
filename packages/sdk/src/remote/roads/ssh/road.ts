import type { Duplex } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import type { ClientChannel } from 'ssh2';
import { type Clock, systemClock } from '../../../clock/clock.ts';
import { createSshConnection, type SshConnectionOptions } from '../../plain-ssh/connection.ts';
import { type PinnedTlsOptions, pinnedTls } from '../direct/pinned-tls.ts';
import { http1Road } from '../http1.ts';
import type { Road } from '../road.ts';
import { type RoadStage, roadDown, wordsOfSocket } from '../trouble.ts';
import { channelSocket } from './channel-socket.ts';

export interface SshRoadOptions extends Omit<SshConnectionOptions, 'sessions' | 'clock'> {
  /** Port on the host at which its agent listens; only its SSH server has to be reached from here. */
  readonly agentPort: number;
  /** The keys of the agent at that port, which speaks TLS there as on the direct road; null for a port in the clear. */
  readonly tls: Omit<PinnedTlsOptions, 'clock'> | null;
  readonly clock?: Clock | undefined;
}

/**
 * The road through a host's SSH server: one connection, a forwarded port for each request that is under way.
 *
 * @example
 * const road = sshRoad({ address: { host: 'office-pc', port: 22, user: 'forecourt' }, privateKey, fingerprint, agentPort: 7443, tls: { key, hostKeys } });
 */
export function sshRoad({ agentPort, tls, clock = systemClock, ...ssh }: SshRoadOptions): Road {
  const { user, host, port } = ssh.address;
  const where = `${user}@${host}:${port}`;
  const connection = createSshConnection({ ...ssh, clock, sessions: 1 });
  const secure = tls === null ? null : pinnedTls({ ...tls, clock });
  const closing = new AbortController();
  const down = (stage: RoadStage, what: string, cause: unknown) => roadDown({ kind: 'ssh', address: where, stage, what, cause });

  async function forward(): Promise<Duplex> {
    const open = await connection.open(closing.signal);
    const channel = await open
      .within<ClientChannel>((done) => open.client.forwardOut('127.0.0.1', 0, '127.0.0.1', agentPort, done))
      .catch((error: unknown) => {
        throw ForecourtError.is(error) ? error : down('open', refusal(error, agentPort), error);
      });
    return channelSocket(channel);
  }

  return http1Road({
    kind: 'ssh',
    address: () => where,
    async connect() {
      const socket = await forward();
      if (secure === null) return socket;
      try {
        return await secure(socket, `port ${agentPort} of ${where}`);
      } catch (error) {
        socket.destroy();
        if (ForecourtError.is(error) && error.code === 'HOST_KEY_CHANGED') throw error;
        throw down('tls', wordsOfSocket(error), error);
      }
    },
    async disconnect() {
      closing.abort(down('open', 'it was closed', undefined));
      await connection.close();
    },
  });
}

/** RFC 4254, section 5.1: why the far end did not open a channel. */
function refusal(error: unknown, port: number): string {
  const reason = error instanceof Error && 'reason' in error ? error.reason : undefined;
  if (reason === 1) return 'its SSH server does not forward ports; allow it with AllowTcpForwarding';
  if (reason === 2) return `nothing listens at port ${port} of the host; its agent may not run`;
  return wordsOfSocket(error);
}
