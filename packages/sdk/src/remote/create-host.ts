import { ForecourtError } from '@forecourt/errors';
import { LRUCache } from 'lru-cache';
import { type Clock, systemClock } from '../clock/clock.ts';
import {
  type AgentHealth,
  agentDiagnosticsSchema,
  agentHealthSchema,
  hostJobSchema,
  leasedJobSchema,
  type RoadStatus,
} from '../contract/index.ts';
import { createSlots } from '../uploads/slots.ts';
import type { Host } from './host.ts';
import { runJob } from './jobs/run.ts';
import { collectBody } from './pool/collect-body.ts';
import { createPatience } from './pool/patience.ts';
import { createRoadPool, type RoadPool } from './pool/pool.ts';
import { createRequests } from './pool/requests.ts';
import { agentPaths } from './protocol/paths.ts';
import type { RequestSigner } from './protocol/signer.ts';
import type { Road } from './roads/road.ts';
import { receiveFile } from './transfers/receive.ts';
import { sendFile } from './transfers/send.ts';

export interface HostOptions {
  readonly id: string;
  /** For people. */
  readonly name: string;
  /** Every way to it; the host closes them with itself. */
  readonly roads: readonly Road[];
  readonly signer: RequestSigner;
  /** Told after anything about a road changed. */
  readonly onRoads?: ((roads: readonly RoadStatus[]) => void) | undefined;
  /** Told what the agent says of itself: after each probe that got through. */
  readonly onHealth?: ((health: AgentHealth) => void) | undefined;
  /** How long a host may be away in the middle of a transfer before that fails. */
  readonly patienceMs?: number | undefined;
  /** How long to wait for a host that has as much work as it takes. */
  readonly busyLastsMs?: number | undefined;
  readonly transfersAtOnce?: number | undefined;
  /** The most that a broken chunk costs. */
  readonly chunkBytes?: number | undefined;
  readonly clock?: Clock | undefined;
  /** 0 to 1, for the jitter. */
  readonly random?: (() => number) | undefined;
}

const mostHealthBytes = 1_000_000;
const never = new AbortController().signal;

/**
 * A computer with an agent, over all of its roads. It begins to try them at once and goes on until it is closed.
 *
 * @example
 * await using host = createHost({ id, name: 'office', roads: [directRoad({ … })], signer: createSigner({ key, issuer: 'platform', audience: id }) });
 * const file = await host.send(await fileSource('car.jpg'));
 * const job = await host.run({ operation: 'removeBackground', inputs: [file] }, { key: `car-${file.sha256}`, signal });
 */
export function createHost(options: HostOptions): Host {
  const { id, name, roads, signer, onRoads, onHealth, clock = systemClock, random = Math.random, chunkBytes } = options;
  const { patienceMs = 60_000, busyLastsMs = 60_000, transfersAtOnce = 4 } = options;
  const closing = new AbortController();
  /** Of jobs that ran here and were not collected yet. */
  const fences = new LRUCache<string, number>({ max: 10_000 });
  const slots = createSlots(transfersAtOnce);
  let lastHealth: AgentHealth | null = null;
  const pool = (): RoadPool => roadPool;
  const requests = createRequests({ pool, signer, clock });
  const heard = (health: AgentHealth) => {
    lastHealth = health;
    onHealth?.(health);
    return health;
  };
  const roadPool: RoadPool = createRoadPool({
    ...{ roads, clock, random, name },
    async probe(road, signal) {
      const answer = await requests.over(road, { method: 'GET', path: agentPaths.health, signal });
      heard(healthIn(await collectBody(answer, mostHealthBytes), id));
    },
    onChange: () => onRoads?.(roadPool.status()),
  });
  const patience = createPatience({ pool, clock, random, lastsMs: patienceMs });
  const parts = { requests, pool, patience, clock, random, chunkBytes, busyLastsMs };
  const within = (signal: AbortSignal | undefined) => AbortSignal.any([closing.signal, signal ?? never]);

  /** A change that is sent as JSON, or as another text. */
  const tell = (method: 'POST' | 'PUT', path: string, value: unknown, type = 'application/json') => {
    const body = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
    const headers = { 'content-type': type, 'content-length': String(body.byteLength) };
    return { method, path, headers, body, signal: closing.signal };
  };
  const said = async (request: ReturnType<typeof tell>) => {
    const { body } = await requests.exchange(request);
    body.resume();
  };

  /** Of a job that another process ran. */
  const takeOver = async (key: string): Promise<number> => {
    const { request } = await requests.json({ method: 'GET', path: agentPaths.job(key), signal: closing.signal }, hostJobSchema);
    return (await requests.json(tell('PUT', agentPaths.job(key), request), leasedJobSchema)).lease.fence;
  };

  const close = async () => {
    closing.abort(new ForecourtError('ABORTED', `The connection to ${name} was closed.`));
    roadPool.close();
    await Promise.all(roads.map((road) => road.close()));
  };

  return {
    id,
    name,
    get lastHealth() {
      return lastHealth;
    },
    health: async ({ signal } = {}) =>
      heard(await requests.json({ method: 'GET', path: agentPaths.health, signal: within(signal) }, agentHealthSchema)),
    diagnose: ({ signal } = {}) =>
      requests.json({ method: 'GET', path: agentPaths.diagnostics, signal: within(signal), limitMs: 60_000 }, agentDiagnosticsSchema),
    roads: () => roadPool.status(),
    async probe() {
      await roadPool.probe();
      return roadPool.status();
    },
    send: (source, { signal, ...how } = {}) => slots.use(within(signal), () => sendFile(source, { ...how, signal: within(signal) }, parts)),
    fetch: (file, target, { signal, ...how } = {}) =>
      slots.use(within(signal), () => receiveFile(file, target, { ...how, signal: within(signal) }, parts)),
    run: (wish, { signal, ...how }) =>
      runJob(wish, { ...how, signal: within(signal) }, { ...parts, onHeld: (fence) => fences.set(how.key, fence) }),
    async collected(key) {
      await said(tell('POST', agentPaths.collected(key), { fence: fences.get(key) ?? (await takeOver(key)) }));
      fences.delete(key);
    },
    drain: async (isDraining) => heard(await requests.json(tell('POST', agentPaths.drain, { isDraining }), agentHealthSchema)),
    publish: (manifest) => said(tell('PUT', agentPaths.manifest, manifest, 'application/jose')),
    update: (release) => said(tell('POST', agentPaths.update, release, 'application/jose')),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function healthIn(body: Uint8Array, id: string): AgentHealth {
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder().decode(body));
  } catch {
    // The check below says what is wrong with it.
    given = undefined;
  }
  const { success, data } = agentHealthSchema.safeParse(given);
  if (!success) throw new ForecourtError('ANSWER_INVALID', 'What answers there is no agent of this version.');
  if (data.hostId === id) return data;
  throw new ForecourtError('ANSWER_INVALID', 'Another host answers there.', { details: { hostId: data.hostId } });
}
