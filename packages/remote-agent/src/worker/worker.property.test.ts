import { setImmediate as turn } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import { hostJobRequestSchema } from '@forecourt/sdk/contract';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../journal/journal.ts';
import { createFileLocks } from '../service/files/file-locks.ts';
import { createFileStore } from '../service/files/file-store.ts';
import { statesIn } from '../testing/events.ts';
import { waitingRunner } from '../testing/waiting-runner.ts';
import { createWorker } from './worker.ts';

const slots = 2;
const keys = ['job-aaaa', 'job-bbbb', 'job-cccc'] as const;
const request = hostJobRequestSchema.parse({ operation: 'script', inputs: [] });

/** What may follow what. A job that is done stays done. */
const follows: Readonly<Record<string, readonly string[]>> = {
  waiting: ['running', 'cancelled'],
  running: ['done', 'failed', 'cancelled', 'waiting'],
  failed: ['waiting'],
  cancelled: ['waiting'],
  done: [],
};

const key = fc.constantFrom(...keys);
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), key }),
  fc.record({ kind: fc.constant('renew' as const), key }),
  fc.record({ kind: fc.constant('cancel' as const), key }),
  fc.record({ kind: fc.constant('end' as const), state: fc.constantFrom('done' as const, 'failed' as const) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 70_000 }) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

describe('whatever happens to jobs', () => {
  it('each has one end, its events have no gaps, fences only rise, and no more run than there are slots', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        using journal = openJournal(':memory:');
        const runner = waitingRunner();
        let time = 1_800_000_000_000;
        const now = () => time;
        const store = createFileStore({ folder: '/nowhere', records: journal.files, locks: createFileLocks(), now });
        const logger = pino({ level: 'silent' });
        const start = () =>
          createWorker({ journal, store, runner, runsFolder: '/nowhere', slots, mostWaiting: 2, now, uptime: now, logger });
        let worker = start();
        const fences = new Map<string, number>();
        const act = async (done: (typeof steps)[number]) => {
          if (done.kind === 'put') {
            const { fence } = worker.put(done.key, request).lease;
            expect(fence).toBeGreaterThan(fences.get(done.key) ?? 0);
            fences.set(done.key, fence);
          } else if (done.kind === 'renew') worker.renew(done.key, fences.get(done.key) ?? 1);
          else if (done.kind === 'cancel') worker.cancel(done.key, fences.get(done.key) ?? 1);
          else if (done.kind === 'end') runner.open[0]?.end({ state: done.state });
          else if (done.kind === 'wait') {
            time += done.ms;
            worker.tick();
          } else {
            await worker.close();
            expect(runner.open).toEqual([]);
            worker = start();
            await worker.recover();
          }
        };
        for (const done of steps) {
          await act(done).catch((error: unknown) => {
            // What may be refused: a job nobody put yet, or one more than fits.
            if (!ForecourtError.is(error) || !['NOT_FOUND', 'HOST_BUSY'].includes(error.code)) throw error;
          });
          await turn();
          await turn();
          expect(runner.open.length).toBeLessThanOrEqual(slots);
          expect(runner.open.length).toBe(worker.load().busy);
        }
        for (const name of keys) {
          const events = journal.events.read(name, 0, 1000);
          expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
          const states = statesIn(events);
          for (const [index, state] of states.slice(1).entries()) expect(follows[states[index] ?? '']).toContain(state);
          expect(journal.jobs.get(name)?.state).toBe(states.at(-1));
        }
        await worker.close();
      }),
      { numRuns: 1000 },
    );
  });
});
