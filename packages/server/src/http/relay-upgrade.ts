import { ForecourtError } from '@forecourt/errors';
import { relaySocketOptions } from '@forecourt/sdk/remote/relay';
import { WebSocketServer } from 'ws';
import type { Hosts } from '../hosts/index.ts';
import type { Logger } from '../settings/logger.ts';
import type { AcceptUpgrade } from './accept-upgrade.ts';

export interface RelayUpgradeParts {
  readonly hosts: Pick<Hosts, 'identify' | 'hub'>;
  readonly logger: Logger;
  readonly ending: AbortSignal;
}

/** The line that a host dials: it says who it is by a token that it signed for this very request. Cookies count for nothing here. */
export function createRelayUpgrade({ hosts, logger, ending }: RelayUpgradeParts): AcceptUpgrade {
  const server = new WebSocketServer({ noServer: true, clientTracking: false, ...relaySocketOptions });
  return async ({ incoming, socket, head }) => {
    if (ending.aborted) throw new ForecourtError('SERVER_STOPPING', 'This server is stopping.', { details: { retryAfterSeconds: 2 } });
    const { authorization } = incoming.headers;
    const host = await hosts.identify({ authorization, method: 'GET', path: incoming.url ?? '' });
    server.handleUpgrade(incoming, socket, head, (webSocket) => {
      webSocket.on('error', (error) => logger.debug({ err: error }, 'the line of a host broke'));
      hosts.hub.accept(host, webSocket).catch((error: unknown) => {
        logger.warn({ err: error, host: host.id }, 'the line of a host could not be taken');
        webSocket.terminate();
      });
    });
  };
}
