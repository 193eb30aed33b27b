import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostJobRequest, hostJobRequestSchema } from '@forecourt/sdk/contract';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Journal, openJournal } from '../journal/journal.ts';
import { createFileLocks } from '../service/files/file-locks.ts';
import { createFileStore } from '../service/files/file-store.ts';
import { type WaitingRunner, waitingRunner } from '../testing/waiting-runner.ts';
import { createWorker, type Worker } from './worker.ts';

let folder: TemporaryFolder;
let journal: Journal;
let runner: WaitingRunner;
let worker: Worker;
let time = 1_800_000_000_000;
const now = () => time;

function newWorker({ slots = 1, mostWaiting = 3 } = {}): Worker {
  const store = createFileStore({ folder: folder.path, records: journal.files, locks: createFileLocks(), now });
  const runsFolder = join(folder.path, 'runs');
  return createWorker({ journal, store, runner, runsFolder, slots, mostWaiting, now, uptime: now, logger: pino({ level: 'silent' }) });
}

beforeEach(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, 'runs'));
  journal = openJournal(join(folder.path, 'journal.db'));
  runner = waitingRunner();
  worker = newWorker();
});
afterEach(async () => {
  await worker.close();
  journal[Symbol.dispose]();
  await folder[Symbol.asyncDispose]();
});

function fileThere(): HostJobRequest['inputs'][number] {
  const file = { sha256: randomBytes(32).toString('hex'), bytes: 3, name: 'car.jpg' };
  journal.files.complete(file, now());
  return file;
}

const wish = (more: object = {}) => hostJobRequestSchema.parse({ operation: 'removeBackground', inputs: [], ...more });
const states = (key: string) => journal.events.read(key, 0, 1000).flatMap((event) => (event.type === 'state' ? [event.state] : []));
const over = (key: string) => expect.poll(() => worker.get(key).state).toMatch(/done|failed|cancelled|partly/);

describe('jobs of a host', () => {
  it('are the same job under the same key and request, also when they are done', async () => {
    const first = worker.put('job-0001', wish());
    expect(first).toMatchObject({ isNew: true, job: { state: 'waiting', attempts: 0 }, lease: { fence: 1, expiresInMs: 60_000 } });
    const run = await runner.begun();
    expect(worker.put('job-0001', wish())).toMatchObject({ isNew: false, job: { state: 'running' }, lease: { fence: 2 } });
    run.end();
    await over('job-0001');
    expect(worker.put('job-0001', wish()).job).toMatchObject({ state: 'done', attempts: 1, exitCode: 0 });
    expect(states('job-0001')).toEqual(['waiting', 'running', 'done']);
  });

  it('are refused under a key that another request has', () => {
    worker.put('job-0001', wish());
    expect(() => worker.put('job-0001', wish({ whatIf: true }))).toThrow(expect.objectContaining({ code: 'JOB_KEY_REUSED' }));
    expect(() => worker.put('job-0001', wish({ parameters: { quality: 5 } }))).toThrow(expect.objectContaining({ code: 'JOB_KEY_REUSED' }));
    // Who asks and how soon it is wanted makes no other job.
    worker.put('job-0001', wish({ correlationId: 'again', priority: 3, timeLimitMs: 1000 }));
  });

  it('begin anew under the same key when they failed or were cancelled', async () => {
    worker.put('job-0001', wish());
    (await runner.begun()).end({ state: 'failed', exitCode: 20 });
    await over('job-0001');
    expect(worker.put('job-0001', wish()).job).toMatchObject({ state: 'waiting', exitCode: null });
    (await runner.begun()).end();
    await over('job-0001');
    expect(worker.get('job-0001')).toMatchObject({ state: 'done', attempts: 2 });
    expect(journal.events.read('job-0001', 0, 100).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('need their inputs first, and say which are missing', () => {
    const here = fileThere();
    const missing = { sha256: 'f'.repeat(64), bytes: 1, name: 'no.jpg' };
    expect(() => worker.put('job-0001', wish({ inputs: [here, missing] }))).toThrow(
      expect.objectContaining({ code: 'INPUT_MISSING', details: { missing: [missing.sha256] } }),
    );
    expect(() => worker.get('job-0001')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    worker.put('job-0001', wish({ inputs: [here] }));
    expect(journal.files.isNeeded(here.sha256)).toBe(true);
  });

  it('run as many at once as there are slots, the urgent first, then in the order in which they came', async () => {
    await worker.close();
    worker = newWorker({ slots: 2, mostWaiting: 9 });
    for (const [index, priority] of [0, 0, -5, 0, 7].entries()) worker.put(`job-000${index}`, wish({ priority }));
    const order: string[] = [];
    for (let count = 0; count < 5; count++) {
      const run = await runner.begun();
      order.push(run.job.key);
      expect(runner.open.length).toBeLessThanOrEqual(2);
      if (runner.open.length === 2) runner.open[0]?.end();
    }
    expect(order).toEqual(['job-0004', 'job-0000', 'job-0001', 'job-0003', 'job-0002']);
  });

  it('are refused when too many wait, and while the host is drained; what is there already goes on', async () => {
    for (let index = 0; index < 4; index++) {
      worker.put(`job-000${index}`, wish());
      if (index === 0) await runner.begun();
    }
    expect(() => worker.put('job-0009', wish())).toThrow(expect.objectContaining({ code: 'HOST_BUSY', retryable: true }));
    worker.drain(true);
    expect(() => worker.put('job-0010', wish())).toThrow(expect.objectContaining({ code: 'HOST_DRAINING' }));
    expect(worker.put('job-0003', wish()).job.state).toBe('waiting');
    expect(worker.load()).toEqual({ slots: 1, busy: 1, waiting: 3, isDraining: true });
    for (let left = 4; left > 0; left--) {
      runner.open[0]?.end();
      if (left > 1) await runner.begun();
    }
    await over('job-0003');
  });
});

describe('leases', () => {
  it('belong to the last who put the job; everybody else is refused', async () => {
    const { lease } = worker.put('job-0001', wish());
    const taken = worker.put('job-0001', wish()).lease;
    expect(taken.fence).toBeGreaterThan(lease.fence);
    const refused = expect.objectContaining({ code: 'LEASE_LOST' });
    expect(() => worker.renew('job-0001', lease.fence)).toThrow(refused);
    expect(() => worker.cancel('job-0001', lease.fence)).toThrow(refused);
    expect(() => worker.hold('job-0001', lease.fence)).toThrow(refused);
    expect(worker.renew('job-0001', taken.fence)).toEqual({ fence: taken.fence, expiresInMs: 60_000 });
  });

  it('end their job when nobody renews them, whether it runs or waits', async () => {
    const held = worker.put('job-0001', wish());
    await runner.begun();
    worker.put('job-0002', wish());
    time += 59_000;
    worker.tick();
    worker.renew('job-0001', held.lease.fence);
    time += 2000;
    worker.tick();
    expect([worker.get('job-0001').state, worker.get('job-0002').state]).toEqual(['running', 'cancelled']);
    time += 60_000;
    worker.tick();
    await over('job-0001');
    expect(worker.get('job-0001')).toMatchObject({ state: 'cancelled', problem: { code: 'LEASE_LOST' } });
    expect(worker.renew('job-0001', held.lease.fence).expiresInMs).toBe(0);
  });

  it('of a job that is being ended can be taken again: it is begun anew', async () => {
    worker.put('job-0001', wish());
    const run = await runner.begun();
    time += 61_000;
    worker.tick();
    expect(run.context.signal.aborted).toBe(true);
    expect(worker.put('job-0001', wish()).lease.expiresInMs).toBe(60_000);
    (await runner.begun()).end();
    await over('job-0001');
    expect(worker.get('job-0001')).toMatchObject({ state: 'done', attempts: 2 });
    expect(states('job-0001')).toEqual(['waiting', 'running', 'waiting', 'running', 'done']);
  });
});

describe('cancelling', () => {
  it('ends a job that runs by its signal, and one that waits at once', async () => {
    const [one, two] = [worker.put('job-0001', wish()), worker.put('job-0002', wish())];
    const run = await runner.begun();
    expect(worker.cancel('job-0002', two.lease.fence).state).toBe('cancelled');
    worker.cancel('job-0001', one.lease.fence);
    expect(run.context.signal.aborted).toBe(true);
    await over('job-0001');
    expect(worker.get('job-0001').state).toBe('cancelled');
    expect(runner.open).toEqual([]);
  });

  it('comes too late for a job that is done', async () => {
    const { lease } = worker.put('job-0001', wish());
    (await runner.begun()).end();
    await over('job-0001');
    expect(worker.cancel('job-0001', lease.fence).state).toBe('done');
  });
});

describe('an agent that is started again', () => {
  it('begins what ran and what waited again, and keeps what was done', async () => {
    worker.put('job-0001', wish());
    (await runner.begun()).end();
    await over('job-0001');
    worker.put('job-0002', wish());
    await runner.begun();
    worker.put('job-0003', wish());
    await worker.close();
    expect(states('job-0002')).toEqual(['waiting', 'running', 'waiting']);
    runner = waitingRunner();
    worker = newWorker();
    await worker.recover();
    for (const key of ['job-0002', 'job-0003']) {
      const run = await runner.begun();
      expect(run.job.key).toBe(key);
      run.end();
    }
    await over('job-0003');
    expect(worker.get('job-0002').attempts).toBe(2);
    expect(worker.get('job-0001')).toMatchObject({ state: 'done', attempts: 1 });
  });

  it('gives up jobs whose lease ran out meanwhile', async () => {
    worker.put('job-0001', wish());
    await runner.begun();
    await worker.close();
    time += 61_000;
    worker = newWorker();
    await worker.recover();
    expect(worker.get('job-0001')).toMatchObject({ state: 'cancelled', problem: { code: 'LEASE_LOST' } });
  });

  it('is still drained', async () => {
    worker.drain(true);
    await worker.close();
    worker = newWorker();
    expect(worker.load().isDraining).toBe(true);
  });
});
