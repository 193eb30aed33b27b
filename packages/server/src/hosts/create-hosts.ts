import type { HostKey } from '@forecourt/sdk/remote';
import type { Redis } from 'ioredis';
import { removeEnrolmentsBefore } from '../database/enrolments.ts';
import { removeHostHistoryBefore } from '../database/host-history.ts';
import { removeTokensBefore } from '../database/host-tokens.ts';
import type { Database } from '../database/open.ts';
import { createThrottle } from '../identity/throttle.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Secrets } from '../secrets/index.ts';
import type { Logger } from '../settings/logger.ts';
import { createReach } from './addresses.ts';
import { createAdministration, type HostAdministration } from './administration.ts';
import { type AgentPackage, createAgentPackage } from './agent-package.ts';
import { type Connections, createConnections } from './connections.ts';
import { createEnrolments, type Enrolments } from './enrolments.ts';
import { createIdentifyHost, type IdentifyHost } from './host-tokens.ts';
import { createObserve } from './observe.ts';
import { createOpenHost } from './open-host.ts';
import { createPlatformKeys, type PlatformKeys } from './platform-keys.ts';
import { createRotateKey, type RotateKey } from './rotate.ts';
import { createSendUpdate } from './update.ts';

export interface HostsOptions {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'put' | 'read' | 'remove'>;
  readonly outbound: Pick<Outbound, 'findComputer'>;
  readonly redis: Redis | undefined;
  readonly logger: Logger;
  readonly now?: (() => Date) | undefined;
}

/** Computers that work for dealerships: who they are, how they are reached and how they are. */
export interface Hosts extends Pick<Connections, 'connect' | 'all' | 'onChange'>, AsyncDisposable {
  readonly administration: HostAdministration;
  readonly enrolments: Enrolments;
  readonly agent: AgentPackage;
  readonly identify: IdentifyHost;
  readonly rotateKey: RotateKey;
  readonly platformKeys: PlatformKeys;
  /** What signs for a dealership's hosts now: requests, manifests, releases. */
  signingKey(dealershipId: string): Promise<HostKey>;
  /** Once an hour: what no figure and nobody needs any more. */
  forget(): Promise<void>;
}

const dayMs = 24 * 3_600_000;

export async function createHosts({ database, secrets, outbound, redis, logger, now = () => new Date() }: HostsOptions): Promise<Hosts> {
  await using opened = new AsyncDisposableStack();
  const agent = createAgentPackage();
  const newestVersion = agent.version;
  const platformKeys = createPlatformKeys({ database, secrets, now });
  const identify = createIdentifyHost({ database, now });
  const reach = createReach(outbound);
  const onError = (error: unknown) => void logger.error({ err: error }, 'a host could not be looked after');
  const connections = opened.use(await createConnections({ database, open: createOpenHost(), onError }));
  const observe = createObserve({ database, newestVersion, now });
  const sendUpdate = createSendUpdate({ agent, connections, platformKeys });
  const throttle = createThrottle({ name: 'enrolments', tries: 20, withinSeconds: 900, redis });
  const rest = opened.move();
  return {
    connect: connections.connect,
    all: connections.all,
    onChange: connections.onChange,
    administration: createAdministration({ database, secrets, reach, connections, observe, sendUpdate, newestVersion, now }),
    enrolments: createEnrolments({ database, platformKeys, agent, reach, throttle, now }),
    agent,
    identify,
    rotateKey: createRotateKey({ database, identify, platformKeys, newestVersion, now }),
    platformKeys,
    signingKey: async (dealershipId) => (await platformKeys.of(dealershipId)).key,
    async forget() {
      const before = (days: number) => new Date(now().getTime() - days * dayMs);
      await removeHostHistoryBefore(database.orm, { spans: before(31), events: before(365) });
      await removeTokensBefore(database.orm, before(0));
      await removeEnrolmentsBefore(database.orm, before(90));
      await platformKeys.forget();
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
