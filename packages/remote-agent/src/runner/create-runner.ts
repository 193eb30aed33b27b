import { type RunLimits, runLimitsSchema, type TimeLimit } from './limits.ts';
import { brokenOff } from './problem.ts';
import type { Runner, RunnerContext, RunnerJob, RunOutcome } from './runner.ts';
import type { Command } from './script/job-file.ts';
import { createScriptRunner, type ScriptRunnerOptions } from './script/script-runner.ts';

export interface RunnerOptions {
  readonly scripts: ScriptRunnerOptions['scripts'];
  readonly interpreter?: Command | undefined;
  /** Calls the agent's own `engine` command. */
  readonly engine: Command;
  /** What scripts are to cut with instead of the engine: `{input}` and `{output}` in its arguments stand for paths. */
  readonly tool?: Command | undefined;
  /** Cuts where a job names no script. */
  readonly cutter: Cutter;
  readonly limits?: Partial<RunLimits> | undefined;
  readonly timeLimit?: TimeLimit | undefined;
}

/** What cuts cars out by itself: the engine, or a tool that the host was given. */
export interface Cutter {
  run(job: RunnerJob, context: RunnerContext): Promise<RunOutcome>;
  close(): Promise<void>;
}

/**
 * Makes the runner of an agent: scripts where a job names one, else the engine or the tool that the host is set up with.
 *
 * @example
 * await using runner = createRunner({ scripts, engine, cutter: createEngineCutter() });
 * const { state, items } = await runner.run(job, { signal, emit, keep });
 */
export function createRunner(options: RunnerOptions): Runner {
  const limits = runLimitsSchema.parse(options.limits ?? {});
  const runScript = createScriptRunner({ ...options, limits });
  const close = () => options.cutter.close();
  return {
    run: (job, context) => (job.request.script === null ? options.cutter.run(job, context) : runScript(job, context)).catch(brokenWith),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function brokenWith(error: unknown): RunOutcome {
  return brokenOff(error, []);
}
