import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import type { HostItem } from '@forecourt/sdk/contract';
import { removeTree } from '@forecourt/sdk/files';
import type { JobChange, JobRow } from '../journal/jobs.ts';
import { endFormer, type FormerProcess } from '../runner/process/former.ts';
import type { RunnerContext, RunOutcome } from '../runner/runner.ts';
import type { EventWriter } from './event-writer.ts';
import { leaseOver } from './leases.ts';
import type { WorkerOptions } from './worker-options.ts';

export interface RunsParts extends WorkerOptions {
  readonly events: EventWriter;
  /** Told after a run was written down. `isWantedAgain`: it waits for a slot again. */
  readonly onEnd: (key: string, isWantedAgain: boolean) => void;
}

type Reason = 'caller' | 'lease' | 'stop';

interface Run {
  readonly abort: AbortController;
  ending?: Reason;
  isWantedAgain: boolean;
  readonly done: Promise<void>;
}

/** Jobs that are being done. */
export interface Runs {
  count(): number;
  /** @throws DISK_FULL and nothing was begun */
  start(row: JobRow): void;
  end(key: string, reason: Reason): void;
  isEnding(key: string): boolean;
  /** Somebody has sent a job again that is being ended: it is begun anew then. */
  wantAgain(key: string): void;
  /** A job that ran when the agent was killed waits again. */
  putBack(row: JobRow): void;
  /** Ends the processes that an agent left which was killed. */
  endFormer(): Promise<void>;
  close(): Promise<void>;
}

/** How long a disk that is full is given before a result is written down again. */
const retryMs = 1000;

export function createRuns(parts: RunsParts): Runs {
  const { journal, store, runner, runsFolder, now, logger, events, onEnd } = parts;
  const running = new Map<string, Run>();
  const closing = new AbortController();

  function note(key: string, process: FormerProcess): void {
    try {
      journal.processes.add(key, process);
    } catch (error) {
      // It is ended with its run all the same; only after a crash on a full disk nobody would know of it.
      logger.error({ err: error, key }, 'a process could not be written down');
    }
  }

  async function run(row: JobRow, attempt: number, signal: AbortSignal): Promise<RunOutcome> {
    const { key, request, number } = row;
    const folder = join(runsFolder, String(number), String(attempt));
    const items: HostItem[] = [];
    const context: RunnerContext = {
      signal,
      emit(event) {
        if (event.type === 'item') items.push(event.item);
        events.add(key, event);
      },
      keep: (path) => store.keep(path, ({ sha256 }) => journal.jobs.needs(key, sha256)),
      onMark: (mark) => note(key, { mark }),
      onProcess: (process) => note(key, process),
    };
    try {
      return await runner.run({ key, request, folder, inputPath: store.pathOf }, context);
    } catch (error) {
      logger.error({ err: error, key }, 'a runner failed');
      return { state: 'failed', items, exitCode: null, problem: ForecourtError.from(error).toJSON() };
    }
  }

  /** What a run comes to: its outcome, or that it is begun anew, here or by the next agent. */
  function changeOf(
    { ending, isWantedAgain }: Run,
    { state, items, exitCode, problem }: RunOutcome,
  ): JobChange & { state: JobRow['state'] } {
    if (state === 'cancelled' && (ending === 'stop' || isWantedAgain)) return { ...putBackChange };
    const reason = state === 'cancelled' && ending === 'lease' ? leaseOver().toJSON() : problem;
    return { state, items, exitCode, problem: reason, finishedAt: now() };
  }

  /**
   * Writes the result down, however long a full disk keeps us waiting. Only the end of the agent ends that: then the job is begun again.
   *
   * @returns what the job has become
   */
  async function commit(key: string, entry: Run, outcome: RunOutcome): Promise<JobRow['state'] | undefined> {
    for (;;) {
      try {
        let state: JobRow['state'] = outcome.state;
        events.become(key, () => {
          const change = changeOf(entry, outcome);
          journal.jobs.change(key, change);
          journal.processes.forget(key);
          state = change.state;
          return state;
        });
        return state;
      } catch (error) {
        logger.error({ err: error, key }, 'a result could not be written down and waits');
        const isOver = await pause(retryMs, false, { signal: closing.signal }).catch(() => true);
        if (isOver) return undefined;
      }
    }
  }

  return {
    count: () => running.size,
    start(row) {
      const { key } = row;
      const attempt = row.attempts + 1;
      events.become(key, () => {
        journal.jobs.change(key, { state: 'running', attempts: attempt, startedAt: now() });
        return 'running';
      });
      const abort = new AbortController();
      const done = run(row, attempt, abort.signal).then(async (outcome) => {
        const state = await commit(key, entry, outcome);
        running.delete(key);
        if (state !== undefined) onEnd(key, state === 'waiting' && !closing.signal.aborted);
      });
      const entry: Run = { abort, isWantedAgain: false, done };
      running.set(key, entry);
      done.catch((error: unknown) => logger.error({ err: error, key }, 'a run could not be ended in order'));
    },
    end(key, reason) {
      const entry = running.get(key);
      if (entry === undefined || entry.ending !== undefined) return;
      entry.ending = reason;
      entry.abort.abort(reason === 'lease' ? leaseOver() : new ForecourtError('ABORTED', 'The job was cancelled.'));
    },
    isEnding: (key) => running.get(key)?.ending !== undefined,
    wantAgain(key) {
      const entry = running.get(key);
      if (entry?.ending !== undefined) entry.isWantedAgain = true;
    },
    putBack({ key }) {
      events.become(key, () => {
        journal.jobs.change(key, putBackChange);
        return 'waiting';
      });
    },
    async endFormer() {
      for (const { key, process } of journal.processes.all()) {
        const count = await endFormer(process);
        if (count > 0) logger.warn({ key, count }, 'ended processes of a run that was interrupted');
        journal.processes.forget(key);
      }
      for (const { number, state } of journal.jobs.open()) {
        if (state === 'running') await removeTree(join(runsFolder, String(number)));
      }
    },
    async close() {
      closing.abort();
      const entries = [...running];
      for (const [key] of entries) this.end(key, 'stop');
      await Promise.all(entries.map(([, { done }]) => done));
    },
  };
}

const putBackChange = { state: 'waiting', stage: 'waiting', share: 0, items: [], startedAt: null } as const;
