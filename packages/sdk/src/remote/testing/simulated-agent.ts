import { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import type { AgentHealth, HostJob, HostJobEvent, HostJobState, RoadKind } from '../../contract/index.ts';
import { lease } from '../protocol/paths.ts';
import { problemOf } from '../protocol/problems.ts';
import type { RequestSigner } from '../protocol/signer.ts';
import type { Road, RoadAnswer, RoadRequest } from '../roads/road.ts';

/** How a road is: it carries, refuses to connect, swallows everything, or carries what is sent and loses every answer. */
export type RoadMood = 'carries' | 'refuses' | 'swallows' | 'loses-answers';

export interface SimulatedAgent {
  readonly jobs: ReadonlyMap<string, HostJob & { fence: number }>;
  readonly moods: Record<RoadKind, RoadMood>;
  /** Jobs are refused until then. */
  busyUntil: number;
  /** So many events pass before a stream breaks; endless where left out. */
  cutAfter: (() => number) | undefined;
  /** Ends of streams that somebody listens to. */
  road(kind: RoadKind): Road;
  finish(key: string): void;
  log(key: string, text: string): void;
  /** Tells a state that is not true: it goes on as it was. */
  claim(key: string, state: HostJobState): void;
  /** Another platform takes the job. */
  takeOver(key: string): void;
}

export const simulatedHealth: AgentHealth = {
  ...{ protocol: 1, hostId: '01980a3e-7c1f-7000-8000-00000000000a', version: '1.0.0', platform: 'test' },
  ...{
    time: '2026-11-21T00:00:00.000Z',
    startedAt: '2026-11-21T00:00:00.000Z',
    isDraining: false,
    operations: ['removeBackground'],
    manifest: 0,
  },
  capacity: { slots: 1, busy: 0, waiting: 0, cores: 1, memoryBytes: 1, freeMemoryBytes: 1, freeDiskBytes: 1, gpu: null },
  measured: { jobs: 0, medianMs: null },
};

export const simulatedHostId = simulatedHealth.hostId;

/** Signs nothing: the agent below checks nothing. */
export const simulatedSigner: RequestSigner = { sign: async () => 'token', correct: () => undefined, learn: () => false, offsetMs: 0 };

interface Job extends HostJob {
  fence: number;
  leaseEndsAt: number;
  readonly events: HostJobEvent[];
  readonly listeners: Set<() => void>;
}

/** The far end of jobs in simulated time: leases, fences and events as the protocol has them, with roads that can be spoiled. */
export function createSimulatedAgent(clock: Clock, hostId: string = simulatedHostId): SimulatedAgent {
  const jobs = new Map<string, Job>();
  const moods: SimulatedAgent['moods'] = { direct: 'carries', ssh: 'carries', relay: 'carries' };
  const cuts = new Set<() => void>();
  const time = () => new Date(clock.now()).toISOString();

  function tell(job: Job, event: { type: 'state'; state: HostJobState } | { type: 'log'; stream: 'out'; text: string }): void {
    job.lastSequence++;
    job.events.push({ ...event, sequence: job.lastSequence, at: time() });
    if (event.type === 'state') job.state = event.state;
    for (const listener of job.listeners) listener();
  }

  function watchLease(job: Job): void {
    clock.after(Math.max(0, job.leaseEndsAt - clock.now()), () => {
      if (job.state !== 'running') return;
      if (job.leaseEndsAt > clock.now()) return watchLease(job);
      job.problem = { code: 'LEASE_LOST', message: 'Nobody renewed it.', hint: 'Send it again.', retryable: false };
      tell(job, { type: 'state', state: 'cancelled' });
    });
  }

  function put(key: string, body: string) {
    if (clock.now() < agent.busyUntil) throw new ForecourtError('HOST_BUSY', 'As much waits as may.');
    const known = jobs.get(key);
    const job: Job = known ?? {
      ...{
        key,
        request: JSON.parse(body),
        state: 'waiting',
        attempts: 0,
        progress: { stage: 'waiting', share: 0 },
        items: [],
        problem: null,
      },
      ...{ exitCode: null, lastSequence: 0, createdAt: time(), startedAt: null, finishedAt: null },
      ...{ fence: 0, leaseEndsAt: 0, events: [], listeners: new Set() },
    };
    jobs.set(key, job);
    job.fence++;
    job.leaseEndsAt = clock.now() + lease.lastsMs;
    if (!known || job.state === 'cancelled') {
      job.attempts++;
      job.problem = null;
      tell(job, { type: 'state', state: 'running' });
      watchLease(job);
    }
    return { job: jobOf(job), lease: { fence: job.fence, expiresInMs: lease.lastsMs } };
  }

  function held(key: string, body: string): Job {
    const job = known(key);
    if (JSON.parse(body).fence < job.fence) throw new ForecourtError('LEASE_LOST', 'Another caller has it.');
    return job;
  }

  function known(key: string): Job {
    const job = jobs.get(key);
    if (!job) throw new ForecourtError('NOT_FOUND', 'There is no such job.');
    return job;
  }

  async function* events(key: string, after: number): AsyncGenerator<Buffer> {
    const job = known(key);
    let left = agent.cutAfter?.() ?? Number.POSITIVE_INFINITY;
    let broken = false;
    let wake: () => void = () => undefined;
    const listen = () => wake();
    const cut = () => {
      broken = true;
      wake();
    };
    job.listeners.add(listen);
    cuts.add(cut);
    let last = after;
    try {
      for (;;) {
        for (const event of job.events.slice(last)) {
          if (left-- <= 0 || broken) throw down('body');
          last = event.sequence;
          yield Buffer.from(`id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`);
        }
        if (job.state !== 'running' && job.state !== 'waiting') return;
        let cancel: () => void = () => undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          cancel = clock.after(10_000, resolve);
        });
        cancel();
        if (broken) throw down('body');
        yield Buffer.from(': still here\n\n');
      }
    } finally {
      job.listeners.delete(listen);
      cuts.delete(cut);
    }
  }

  function answer({ method, path, body }: RoadRequest): RoadAnswer {
    const [, name = '', part = ''] = /\/jobs\/([^/?]+)\/?(\w*)/.exec(path) ?? [];
    const text = body instanceof Uint8Array ? Buffer.from(body).toString() : '';
    if (path.endsWith('/health')) return json(200, { ...simulatedHealth, hostId });
    if (method === 'PUT') return json(200, put(name, text));
    if (part === 'lease') {
      const job = held(name, text);
      job.leaseEndsAt = clock.now() + lease.lastsMs;
      return json(200, { fence: job.fence, expiresInMs: lease.lastsMs });
    }
    if (part === 'cancel') {
      const job = held(name, text);
      tell(job, { type: 'state', state: 'cancelled' });
      return json(200, jobOf(job));
    }
    if (part === 'events')
      return { status: 200, headers: {}, body: Readable.from(events(name, Number(/after=(\d+)/.exec(path)?.[1] ?? 0))) };
    return json(200, jobOf(known(name)));
  }

  const agent: SimulatedAgent = {
    jobs,
    moods: new Proxy(moods, {
      set(target, kind, mood) {
        if (mood !== 'carries') for (const cut of cuts) if (mood === 'refuses') cut();
        return Reflect.set(target, kind, mood);
      },
    }),
    busyUntil: 0,
    cutAfter: undefined,
    road(kind) {
      const close = async () => undefined;
      return {
        ...{ kind, address: kind, close, [Symbol.asyncDispose]: close },
        async request(request) {
          const mood = moods[kind];
          if (mood === 'refuses') throw down('connect');
          if (mood === 'swallows') return await untilGivenUp(request);
          const answered = attempt(() => answer(request));
          if (mood === 'loses-answers' && !request.path.endsWith('/health')) throw down('body');
          return answered;
        },
      };
    },
    finish(key) {
      tell(known(key), { type: 'state', state: 'done' });
    },
    log(key, text) {
      tell(known(key), { type: 'log', stream: 'out', text });
    },
    claim(key, state) {
      const job = known(key);
      const { state: real } = job;
      tell(job, { type: 'state', state });
      job.state = real;
    },
    takeOver(key) {
      known(key).fence++;
    },
  };
  return agent;
}

function jobOf({ fence, leaseEndsAt, events, listeners, ...job }: Job): HostJob {
  return job;
}

function attempt(work: () => RoadAnswer): RoadAnswer {
  try {
    return work();
  } catch (error) {
    const problem = problemOf(error);
    return json(problem.status, problem);
  }
}

function untilGivenUp({ signal }: RoadRequest): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(new ForecourtError('ABORTED', 'It was given up.'));
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
  });
}

function json(status: number, value: unknown): RoadAnswer {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-length': String(body.byteLength) }, body: Readable.from([body]) };
}

function down(stage: string): ForecourtError {
  return new ForecourtError('ROAD_DOWN', 'It is cut.', { details: { stage } });
}
