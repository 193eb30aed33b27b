import { ForecourtError } from '@forecourt/errors';
import type { HostItem, HostJobRequest, HostProblem } from '@forecourt/sdk/contract';
import type { RunOutcome } from './runner.ts';

/** An error as it stands in a job. */
export function hostProblemOf(error: unknown): HostProblem {
  return ForecourtError.from(error).toJSON();
}

/** The item of an input of which nothing came. */
export function failedItem(input: string, error: unknown): HostItem {
  return { input, output: null, report: null, model: null, timings: null, warnings: [], problem: hostProblemOf(error) };
}

/** What became of a job that was not broken off: `failed` where all of its inputs failed, with the first one's reason. */
export function outcomeOf(items: readonly HostItem[], exitCode: number | null): RunOutcome {
  const bad = items.filter((item) => item.problem !== null);
  if (bad.length === 0) return { state: 'done', items, exitCode, problem: null };
  if (bad.length < items.length) return { state: 'partly', items, exitCode, problem: null };
  return { state: 'failed', items, exitCode, problem: bad[0]?.problem ?? null };
}

/** The same for one that was. */
export function brokenOff(error: unknown, items: readonly HostItem[], exitCode: number | null = null): RunOutcome {
  const problem = hostProblemOf(error);
  return { state: problem.code === 'ABORTED' ? 'cancelled' : 'failed', items, exitCode, problem };
}

export function cancelledError(): ForecourtError {
  return new ForecourtError('ABORTED', 'The job was cancelled.');
}

export function timedOutError({ timeLimitMs }: HostJobRequest): ForecourtError {
  return new ForecourtError('SCRIPT_TIMED_OUT', `The job was ended after ${timeLimitMs / 1000} s, the time that it was given.`, {
    details: { timeLimitMs },
  });
}
