import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createAgent, keepIdentity } from '@forecourt/remote-agent';
import { createHost, createSigner, generateHostKey, type Host, type HostKey, hostKeyFromPem, signDocument } from '@forecourt/sdk/remote';
import { temporaryFolder } from '@forecourt/testing';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { createRunner } from '../../../../remote-agent/src/runner/index.ts';
import type { TimeLimit } from '../../../../remote-agent/src/runner/limits.ts';
import { nodeInterpreter } from '../../../../remote-agent/src/runner/testing/kit.ts';
import { putAsset } from '../../database/assets.ts';
import type { Database } from '../../database/open.ts';
import { dealerships, hosts as hostRows } from '../../database/schema.ts';
import type { Caller } from '../../identity/index.ts';
import { progressChannel } from '../../jobs/index.ts';
import { createScripts, type HostDirectory, type Scripts } from '../../scripts/index.ts';
import { createLocalStorage, type Storage } from '../../storage/index.ts';
import { createExecutions, type Executions } from '../index.ts';
import { loopbackRoad } from './loopback-road.ts';

/** A computer with a real agent, whose scripts are JavaScript. */
export interface OfficeHost {
  readonly id: string;
  /** Folder of its data. */
  readonly dataDir: string;
  /** Ends the agent and starts another in its place. */
  restart(): Promise<void>;
}

export interface HostOptions {
  readonly slots?: number;
  /** When the time of a job is over; real time where left out. */
  readonly timeLimit?: TimeLimit;
}

/** A dealership with hosts, and what a platform has of scripts and runs. */
export interface Office extends AsyncDisposable {
  readonly dealershipId: string;
  readonly caller: Caller;
  readonly storage: Storage;
  addHost(name: string, options?: HostOptions): Promise<OfficeHost>;
  /** Another process of the platform. What it began goes on without it where it is killed. */
  platform(options?: { readonly leaseMs?: number }): Promise<Platform>;
  /** A file that the dealership has. */
  asset(content: string): Promise<string>;
  readonly log: readonly string[];
  order(): OfficeOrder;
}

export interface Platform extends AsyncDisposable {
  readonly scripts: Scripts;
  readonly executions: Executions;
  readonly hosts: HostDirectory;
}

/** What another process needs to be a platform of the same office. */
export interface OfficeOrder {
  readonly dealershipId: string;
  readonly folder: string;
  readonly keyPem: string;
  readonly hosts: readonly { readonly id: string; readonly name: string; readonly port: number }[];
}

export async function openOffice(database: Database, order?: OfficeOrder): Promise<Office> {
  const opened = new AsyncDisposableStack();
  const dealershipId = order?.dealershipId ?? newId();
  const folder = order?.folder ?? opened.use(await temporaryFolder()).path;
  const storage = opened.use(await createLocalStorage({ folder: join(folder, 'storage') }));
  const platformKey = order ? hostKeyFromPem(order.keyPem) : await generateHostKey();
  const doors = new Map<string, { readonly name: string; port(): number }>(
    order?.hosts.map(({ id, name, port }) => [id, { name, port: () => port }]),
  );
  const log: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => log.push(line) });
  if (!order) await database.orm.insert(dealerships).values({ id: dealershipId, name: 'Motors' });

  async function addHost(name: string, options: HostOptions = {}): Promise<OfficeHost> {
    const id = newId();
    const dataDir = join(folder, id);
    await enrol(dataDir, { id, name, platformKey });
    const start = () => startAgent(dataDir, options);
    let agent = await start();
    opened.defer(() => agent.close());
    doors.set(id, { name, port: () => agent.localPort });
    await using host = reach(id);
    const { capacity } = await host.health();
    await database.orm.insert(hostRows).values({ id, dealershipId, name, state: 'online', capacity });
    return {
      ...{ id, dataDir },
      async restart() {
        await agent.close();
        agent = await start();
      },
    };
  }

  function reach(id: string): Host {
    const door = doors.get(id);
    if (!door) throw new TypeError(`There is no host ${id}.`);
    const signer = createSigner({ key: platformKey, issuer: 'platform', audience: id });
    return createHost({ id, name: door.name, roads: [loopbackRoad(door.port)], signer });
  }

  /** As each process has its own. */
  function directory() {
    const present = new Map<string, Host>();
    const connect = async ({ id }: { readonly id: string }) => {
      const host = present.get(id) ?? reach(id);
      present.set(id, host);
      return host;
    };
    return {
      connect,
      all: () => Promise.all([...doors.keys()].map((id) => connect({ id }))),
      [Symbol.asyncDispose]: async () => void (await Promise.all([...present.values()].map((host) => host.close()))),
    };
  }

  return {
    ...{ dealershipId, storage, addHost, log },
    order: () => ({
      ...{ dealershipId, folder, keyPem: platformKey.toPem() },
      hosts: [...doors].map(([id, { name, port }]) => ({ id, name, port: port() })),
    }),
    caller: { kind: 'person', dealershipId, name: 'Ann', role: 'owner', scopes: [] },
    async platform({ leaseMs } = {}) {
      await using stack = new AsyncDisposableStack();
      const hosts = stack.use(directory());
      const scripts = stack.use(
        await createScripts({
          ...{ database, hosts, logger, builtIn: async () => [] },
          sign: (_dealershipId, manifest) => signDocument(platformKey, manifest),
          // They are JavaScript here: what reads PowerShell has tests of its own.
          readScript: () => ({ parameters: [], help: '', problems: [] }),
        }),
      );
      const parts = { database, storage, hosts, logger, leaseMs, passingChannel: progressChannel, keptDays: 400 };
      const folderPath = join(folder, 'from-hosts');
      const executions = stack.use(await createExecutions({ ...parts, publisher: scripts.publisher, folder: folderPath }));
      const own = stack.move();
      return { scripts, executions, hosts, [Symbol.asyncDispose]: () => own.disposeAsync() };
    },
    async asset(content) {
      const bytes = Buffer.from(content);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await storage.put(bytes, { sha256 });
      const facts = { type: 'image/jpeg', widthPx: 40, heightPx: 30, placeholder: null };
      await database.transaction((tx) => putAsset(tx, { dealershipId, sha256, bytes: bytes.byteLength, ...facts }));
      return sha256;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function enrol(dataDir: string, { id, name, platformKey }: { id: string; name: string; platformKey: HostKey }): Promise<void> {
  const nowhere = { relayUrl: 'ws://127.0.0.1:9/relay', platformUrl: 'http://127.0.0.1:9' };
  const platformKeys = [platformKey.publicKey];
  const config = { hostId: id, dealership: 'Motors', name, platformKeys, ...nowhere, keySince: new Date().toISOString() };
  await keepIdentity(dataDir, { key: await generateHostKey(), config });
}

function startAgent(dataDir: string, { slots = 2, timeLimit }: HostOptions) {
  return createAgent({
    ...{ dataDir, slots, dials: false, keepFreeBytes: 0, heartbeatMs: 1_000, machine: { cores: 4, memoryBytes: 8e9, gpu: null } },
    listen: { host: '127.0.0.1', port: 0 },
    runner: ({ scripts }) =>
      createRunner({
        ...{ scripts, timeLimit, interpreter: nodeInterpreter, engine: { program: 'none', arguments: [] } },
        limits: { graceMs: 100 },
        cutter: { run: () => Promise.reject(new TypeError('no cutter here')), close: async () => undefined },
      }),
  });
}
