import { ForecourtError } from '@forecourt/errors';
import type { HostJob, HostJobRequest, Lease, LeasedJob } from '@forecourt/sdk/contract';
import { lease as leaseTimes } from '@forecourt/sdk/remote';
import { hostJobOf, isOver, type JobRow } from '../journal/jobs.ts';
import { acceptJob } from './accept.ts';
import { createEventWriter, type EventWriter } from './event-writer.ts';
import { createLeases, leaseOver } from './leases.ts';
import { createQueue } from './queue.ts';
import { createRuns } from './runs.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Does jobs: takes them, runs as many at once as there are slots, the most urgent first, and ends those that nobody holds any more. */
export interface Worker {
  /** @throws JOB_KEY_REUSED, HOST_DRAINING, HOST_BUSY, INPUT_MISSING, DISK_FULL */
  put(key: string, request: HostJobRequest): LeasedJob & { readonly isNew: boolean };
  /** @throws NOT_FOUND */
  get(key: string): HostJob;
  /** @throws NOT_FOUND, LEASE_LOST */
  renew(key: string, fence: number): Lease;
  /** The job, if this fence holds it. @throws NOT_FOUND, LEASE_LOST */
  hold(key: string, fence: number): HostJob;
  /** @throws NOT_FOUND, LEASE_LOST */
  cancel(key: string, fence: number): HostJob;
  drain(isDraining: boolean): void;
  load(): { readonly slots: number; readonly busy: number; readonly waiting: number; readonly isDraining: boolean };
  readonly events: EventWriter;
  /** Ends jobs whose lease ran out. Called every second. */
  tick(): void;
  /** Ends processes of an agent that was killed, and begins its jobs again. Called once, before anything else. */
  recover(): Promise<void>;
  /** Ends what runs; it is begun again by the next agent. */
  close(): Promise<void>;
}

export function createWorker(options: WorkerOptions): Worker {
  const { journal, slots, mostWaiting, now, uptime, logger } = options;
  const events = createEventWriter({ journal, now, logger });
  const leases = createLeases({ uptime });
  const queue = createQueue();
  const runs = createRuns({ ...options, events, onEnd: ended });
  let isClosing = false;

  function rowOf(key: string): JobRow {
    const row = journal.jobs.get(key);
    if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such job on this host.');
    return row;
  }

  /** @throws NOT_FOUND, LEASE_LOST */
  function held(key: string, fence: number): JobRow {
    const row = rowOf(key);
    if (row.fence === fence) return row;
    throw new ForecourtError('LEASE_LOST', 'Another caller has taken this job over.', { details: { fence: row.fence } });
  }

  function renewed(key: string): void {
    leases.renew(key);
    try {
      journal.jobs.setLeaseEnd(key, now() + leaseTimes.lastsMs);
    } catch (error) {
      // It counts here; only the next agent would know less of it. A full disk must not cost a job its holder.
      logger.warn({ err: error, key }, 'a renewed lease could not be written down');
    }
  }

  /** Ends what nobody holds any more. What cannot be written down now is tried again. */
  function expire(key: string): void {
    const row = journal.jobs.get(key);
    try {
      if (row?.state === 'running') runs.end(key, 'lease');
      else if (row?.state === 'waiting') endWaiting(key, leaseOver());
    } catch (error) {
      logger.error({ err: error, key }, 'a job whose lease ran out could not be ended yet');
      leases.renew(key, 0);
    }
  }

  function enqueue({ key, number, request }: JobRow): void {
    queue.add({ key, number, priority: request.priority });
    // Not in this very moment: whoever put it is answered first.
    setImmediate(startNext);
  }

  function startNext(): void {
    while (!isClosing && runs.count() < slots) {
      const key = queue.next();
      if (key === undefined) return;
      try {
        runs.start(rowOf(key));
      } catch (error) {
        // A disk that is full, as a rule. The job waits on; the next tick tries again.
        logger.error({ err: error, key }, 'a job could not be started');
        enqueueLater(key);
        return;
      }
    }
  }

  function enqueueLater(key: string): void {
    const { number, request } = rowOf(key);
    queue.add({ key, number, priority: request.priority });
  }

  function ended(key: string, isWantedAgain: boolean): void {
    if (isWantedAgain) enqueueLater(key);
    else leases.end(key);
    setImmediate(startNext);
  }

  /** Ends a job that only waits. */
  function endWaiting(key: string, problem: ForecourtError): void {
    events.become(key, () => {
      journal.jobs.change(key, { state: 'cancelled', problem: problem.toJSON(), finishedAt: now() });
      return 'cancelled';
    });
    queue.remove(key);
    leases.end(key);
  }

  return {
    put(key, request) {
      const result = journal.transaction(() => {
        const known = journal.jobs.get(key);
        const waits = acceptJob(key, request, { journal, now, waiting: queue.size, mostWaiting });
        const fence = known === undefined ? 1 : journal.jobs.raiseFence(key);
        journal.jobs.setLeaseEnd(key, now() + leaseTimes.lastsMs);
        return { waits, fence, isNew: known === undefined };
      });
      const row = rowOf(key);
      if (!isOver(row)) leases.renew(key);
      if (result.waits) {
        events.changed(key);
        enqueue(row);
      }
      // One that is being ended has somebody again who wants it.
      else runs.wantAgain(key);
      return { job: hostJobOf(row), lease: { fence: result.fence, expiresInMs: leaseTimes.lastsMs }, isNew: result.isNew };
    },
    get: (key) => hostJobOf(rowOf(key)),
    renew(key, fence) {
      const row = held(key, fence);
      // Too late, or over: its events say how it ended.
      if (isOver(row) || runs.isEnding(key)) return { fence, expiresInMs: 0 };
      renewed(key);
      return { fence, expiresInMs: leases.remainingMs(key) };
    },
    hold: (key, fence) => hostJobOf(held(key, fence)),
    cancel(key, fence) {
      const row = held(key, fence);
      if (row.state === 'waiting') endWaiting(key, new ForecourtError('ABORTED', 'The job was cancelled.'));
      else if (row.state === 'running') runs.end(key, 'caller');
      return hostJobOf(rowOf(key));
    },
    drain: (isDraining) => journal.marks.setDraining(isDraining),
    load: () => ({ slots, busy: runs.count(), waiting: queue.size(), isDraining: journal.marks.isDraining() }),
    events,
    tick() {
      for (const key of leases.expired()) expire(key);
      startNext();
    },
    async recover() {
      await runs.endFormer();
      for (const row of journal.jobs.open()) {
        leases.renew(row.key, row.lease_ends_at - now());
        if (row.state === 'running') runs.putBack(row);
        enqueueLater(row.key);
      }
      this.tick();
    },
    async close() {
      isClosing = true;
      await runs.close();
      events.close();
    },
  };
}
