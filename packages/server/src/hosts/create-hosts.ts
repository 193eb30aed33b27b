import { createTailscale, type HostKey } from '@forecourt/sdk/remote';
import type { Redis } from 'ioredis';
import { v7 as newId } from 'uuid';
import { removeEnrolmentsBefore } from '../database/enrolments.ts';
import { removeHostHistoryBefore } from '../database/host-history.ts';
import { removeTokensBefore } from '../database/host-tokens.ts';
import { type HostName, hostsChannel } from '../database/hosts.ts';
import type { Database } from '../database/open.ts';
import { removeLinesBefore } from '../database/relay-lines.ts';
import { createThrottle } from '../identity/throttle.ts';
import type { Outbound } from '../outbound/index.ts';
import { openRelay, type RelayHub } from '../relay/index.ts';
import type { KeyRing, Secrets } from '../secrets/index.ts';
import type { Logger } from '../settings/logger.ts';
import { createReach } from './addresses.ts';
import { createAdministration, type HostAdministration } from './administration.ts';
import { type AgentPackage, createAgentPackage } from './agent-package.ts';
import { type Connections, createConnections } from './connections.ts';
import { createDressRoads } from './dress-roads.ts';
import { createEnrolments, type Enrolments } from './enrolments.ts';
import { createIdentifyHost, type IdentifyHost } from './host-tokens.ts';
import { createListeners } from './listeners.ts';
import { createObserve } from './observe.ts';
import { createOpenHost } from './open-host.ts';
import { createPlatformKeys, type PlatformKeys } from './platform-keys.ts';
import { createRotateKey, type RotateKey } from './rotate.ts';
import { createSshAccess } from './ssh-access.ts';
import { createSendUpdate } from './update.ts';
import { type OnSeen, startWatch } from './watch.ts';

export interface HostsOptions {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'put' | 'read' | 'remove'>;
  readonly outbound: Pick<Outbound, 'findComputer'>;
  readonly redis: Redis | undefined;
  readonly logger: Logger;
  readonly ring: KeyRing;
  /** `host:port` at which other processes of this installation reach this one. */
  readonly internalAddress: string | undefined;
  /** Channel of events that are not kept. */
  readonly passingChannel: string;
  readonly now?: (() => Date) | undefined;
}

/** Computers that work for dealerships: who they are, how they are reached and how they are. */
export interface Hosts extends Pick<Connections, 'connect' | 'all' | 'agents' | 'onChange'>, AsyncDisposable {
  readonly administration: HostAdministration;
  readonly enrolments: Enrolments;
  readonly agent: AgentPackage;
  readonly identify: IdentifyHost;
  readonly rotateKey: RotateKey;
  readonly platformKeys: PlatformKeys;
  /** Lines that hosts dialled. */
  readonly hub: RelayHub;
  /** Looks at the hosts of this process now. */
  look(): Promise<void>;
  /** Told of dealerships of which a host came or went. */
  onTurn(listener: (dealershipId: string) => void): Disposable;
  /** Told of each host that has just said how it is. */
  onSeen(listener: OnSeen): Disposable;
  /** What signs for a dealership's hosts now: requests, manifests, releases. */
  signingKey(dealershipId: string): Promise<HostKey>;
  /** Once an hour: what no figure and nobody needs any more. */
  forget(): Promise<void>;
}

const dayMs = 24 * 3_600_000;

export async function createHosts(options: HostsOptions): Promise<Hosts> {
  const { database, secrets, outbound, redis, logger, ring, internalAddress, passingChannel, now = () => new Date() } = options;
  await using opened = new AsyncDisposableStack();
  const agent = createAgentPackage();
  const newestVersion = agent.version;
  const platformKeys = createPlatformKeys({ database, secrets, now });
  const identify = createIdentifyHost({ database, now });
  const reach = createReach(outbound);
  const onError = (error: unknown) => void logger.error({ err: error }, 'a host could not be looked after');
  const processId = newId();
  const [lines, roads] = [createListeners<[HostName]>(), createListeners<[HostName]>()];
  const [turns, seen] = [createListeners<[dealershipId: string]>(), createListeners<Parameters<OnSeen>>()];
  const hub = opened.use(await openRelay({ database, processId, ring, address: internalAddress, logger, now, onChange: lines.tell }));
  const accessBySsh = createSshAccess({ database, secrets, reach, newestVersion, now, onError });
  const dress = createDressRoads(createTailscale());
  const open = createOpenHost({ database, platformKeys, outbound, reach, relay: hub.road, accessBySsh, onRoads: roads.tell, now });
  const connections = opened.use(await createConnections({ database, open, onError }));
  const observe = createObserve({ database, newestVersion, now });
  const sendUpdate = createSendUpdate({ agent, connections, platformKeys });
  const watch = opened.use(
    startWatch({
      ...{ database, processId, connections, observe, dress, newestVersion, passingChannel, now, held: hub.held },
      ...{ onSeen: seen.tell, onTurn: turns.tell },
      onError: (error, host) => logger.warn({ err: error, host: host?.id }, 'a host could not be looked at'),
    }),
  );
  lines.add((host) => void connections.nudge(host).catch(onError));
  roads.add(() => void watch.look());
  const throttle = createThrottle({ name: 'enrolments', tries: 20, withinSeconds: 900, redis });
  const rest = opened.move();
  return {
    connect: connections.connect,
    all: connections.all,
    agents: connections.agents,
    onChange: connections.onChange,
    administration: createAdministration({ database, secrets, reach, connections, observe, dress, sendUpdate, newestVersion, now }),
    enrolments: createEnrolments({ database, platformKeys, agent, reach, throttle, now }),
    agent,
    identify,
    rotateKey: createRotateKey({ database, identify, platformKeys, newestVersion, now }),
    platformKeys,
    hub,
    look: watch.look,
    onTurn: turns.add,
    onSeen: seen.add,
    signingKey: async (dealershipId) => (await platformKeys.of(dealershipId)).key,
    async forget() {
      const before = (days: number) => new Date(now().getTime() - days * dayMs);
      await removeHostHistoryBefore(database.orm, { spans: before(31), events: before(365) });
      await removeTokensBefore(database.orm, before(0));
      await removeEnrolmentsBefore(database.orm, before(90));
      if (await platformKeys.forget()) await database.notify(hostsChannel, '');
      await removeLinesBefore(database.orm, before(1));
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
