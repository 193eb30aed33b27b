import { createSigner, generateHostKey, type HostKey } from '@forecourt/sdk/remote';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import type { Database } from '../../database/open.ts';
import type { Caller } from '../../identity/index.ts';
import { createOutbound } from '../../outbound/index.ts';
import { openKeyRing } from '../../secrets/index.ts';
import { createSecrets } from '../../secrets/secrets.ts';
import { Hidden } from '../../settings/hidden.ts';
import { sampleDealership } from '../../testing/samples.ts';
import { createHosts, type Hosts } from '../create-hosts.ts';

export interface HostsKit extends AsyncDisposable {
  readonly hosts: Hosts;
  /** Another process on the same database. */
  another(): Promise<Hosts>;
  readonly dealershipId: string;
  /** A manager of it. */
  readonly caller: Caller;
  /** Lets time pass. */
  advance(milliseconds: number): void;
  now(): Date;
  /** Enrols a computer. */
  enrol(name?: string): Promise<Enrolled>;
}

/** A computer that was enrolled, without an agent. */
export interface Enrolled {
  readonly id: string;
  readonly dealershipId: string;
  readonly key: HostKey;
  /** A request that it signed, by its own key or another. */
  sign(
    path: string,
    method?: string,
    key?: HostKey,
  ): Promise<{ readonly authorization: string; readonly method: string; readonly path: string }>;
}

export const siteUrl = 'https://photos.example.com';

/** Hosts on an open database, with time that a test sets. */
export async function startHosts(database: Database, start = new Date()): Promise<HostsKit> {
  await using opened = new AsyncDisposableStack();
  let time = start.getTime();
  const ring = openKeyRing({ dataDir: '/nowhere', keys: new Hidden(`k1:${Buffer.alloc(32, 'k').toString('base64')}`) });
  const secrets = createSecrets({ database, ring });
  const outbound = opened.use(createOutbound({ allow: ['127.0.0.1'], resolve: async () => [] }));
  const now = () => new Date(time);
  const options = { database, secrets, outbound, ring, now, redis: undefined, logger: pino({ level: 'silent' }) };
  const another = () => createHosts({ ...options, internalAddress: undefined, passingChannel: 'test_passing' });
  const hosts = opened.use(await another());
  const dealershipId = await sampleDealership(database);
  const caller: Caller = { kind: 'person', dealershipId, name: 'Ann', role: 'manager', scopes: [] };
  const rest = opened.move();
  return {
    ...{ hosts, dealershipId, caller, now, another },
    advance(milliseconds) {
      time += milliseconds;
    },
    async enrol(name = `pc-${newId().slice(-6)}`) {
      const { token } = await hosts.enrolments.create(caller, name, siteUrl);
      const key = await generateHostKey();
      const computer = { name, publicKey: key.publicKey, platform: 'linux 6', version: '0.0.0', addresses: [] };
      const { hostId } = await hosts.enrolments.accept(token, computer, { siteUrl, address: 'unknown' });
      return {
        ...{ id: hostId, dealershipId, key },
        async sign(path, method = 'POST', by = key) {
          const signer = createSigner({ key: by, issuer: hostId, audience: 'platform', clock: { now: () => time } });
          return { authorization: `Bearer ${await signer.sign({ method, path })}`, method, path };
        },
      };
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
