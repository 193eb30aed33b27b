import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import type { HostItem, ScriptChoice } from '@forecourt/sdk/contract';
import { makeFolder } from '@forecourt/sdk/files';
import { scriptExits } from '@forecourt/sdk/remote';
import { runFolders, stageInputs } from '../files/stage.ts';
import { type RunLimits, realTimeLimit, type TimeLimit } from '../limits.ts';
import { createLog } from '../log.ts';
import { brokenOff, cancelledError, failedItem, outcomeOf, timedOutError } from '../problem.ts';
import { type ProcessEnd, runProcess } from '../process/run-process.ts';
import { createProgress } from '../progress.ts';
import type { RunnerContext, RunnerJob, RunOutcome } from '../runner.ts';
import { findInterpreter } from './interpreter.ts';
import { type Command, writeJobFile } from './job-file.ts';
import { createProtocol } from './protocol.ts';

export interface ScriptRunnerOptions {
  /** Gives a script's content as it was published. @throws SCRIPT_UNKNOWN, SCRIPT_ALTERED, AGENT_TOO_OLD */
  readonly scripts: { read(choice: ScriptChoice): Promise<Uint8Array> };
  /** What runs scripts; PowerShell as it is found where left out. */
  readonly interpreter?: Command | undefined;
  /** Calls the agent's engine; the path of a job file comes behind. */
  readonly engine: Command;
  /** What scripts are to cut with instead: `{input}` and `{output}` in its arguments stand for paths. */
  readonly tool?: Command | undefined;
  readonly limits: RunLimits;
  readonly timeLimit?: TimeLimit | undefined;
}

type RunScript = (job: RunnerJob, context: RunnerContext) => Promise<RunOutcome>;

/**
 * Runs scripts as processes. The very bytes that were checked are put into the run's own folder, so that neither a roll-back nor
 * anybody's edit reaches a run that is under way.
 */
export function createScriptRunner(options: ScriptRunnerOptions): RunScript {
  const { scripts, engine, limits, timeLimit = realTimeLimit } = options;
  return async (job, context) => {
    const { script, whatIf, operation, parameters, timeLimitMs } = job.request;
    if (script === null) throw new ForecourtError('SCRIPT_UNKNOWN', 'The job names no script.');
    const time = timeLimit(timeLimitMs);
    const interpreter = options.interpreter ?? (await findInterpreter());
    const content = await scripts.read(script);
    const { staged, refused } = await stageInputs(job);
    for (const item of refused) context.emit({ type: 'item', item });
    if (staged.length === 0 && refused.length > 0) return outcomeOf(refused, null);

    const folders = runFolders(job.folder);
    const place = join(job.folder, script.sha256);
    await makeFolder(place);
    const [file, jobFile] = [join(place, `${script.name}.ps1`), join(place, 'job.json')];
    await writeFile(file, content, { mode: 0o600 });
    await writeJobFile(jobFile, {
      protocol: 1,
      job: job.key,
      operation,
      whatIf,
      inputs: staged,
      outputFolder: folders.outputs,
      parameters,
      events: folders.events,
      stopFile: folders.stop,
      engine,
      tool: options.tool === undefined ? null : { program: options.tool.program, arguments: options.tool.arguments },
    });

    const log = createLog(context.emit, limits.logBytes);
    const protocol = createProtocol({ job, context, outputs: folders.outputs, limits, log, progress: createProgress(context.emit) });
    const end = await runProcess({
      program: interpreter.program,
      args: [...interpreter.arguments, '-File', file, '-JobFile', jobFile, ...(whatIf ? ['-WhatIf'] : [])],
      cwd: place,
      signal: context.signal,
      timeLimit: time,
      stopFile: folders.stop,
      graceMs: limits.graceMs,
      onText: protocol.hear,
      onMark: context.onMark,
      onProcess: context.onProcess,
    });
    const said = await protocol.end(folders.events);
    return judge(job, end, { ...said, items: [...refused, ...said.items] }, context);
  };
}

interface Said {
  readonly items: readonly HostItem[];
  readonly hasResult: boolean;
  readonly error: ForecourtError | undefined;
}

/** Done is only what says so twice: by its exit code and by its last line. */
function judge(
  { request }: RunnerJob,
  { exitCode, by }: ProcessEnd,
  { items, hasResult, error }: Said,
  context: RunnerContext,
): RunOutcome {
  if (by === 'cancelled' || context.signal.aborted) return brokenOff(cancelledError(), items);
  if (by === 'timed-out') return brokenOff(timedOutError(request), items);
  if (exitCode === scriptExits.cancelled) return brokenOff(cancelledError(), items, exitCode);
  const isEnd = exitCode === scriptExits.done || exitCode === scriptExits.partly;
  if (!isEnd || !hasResult) return brokenOff(error ?? failureOf(exitCode, isEnd), items, exitCode);
  const all = [...items, ...untold(request, items)];
  for (const item of all.slice(items.length)) context.emit({ type: 'item', item });
  const outcome = outcomeOf(all, exitCode);
  if (outcome.state === 'done' && exitCode === scriptExits.partly) return { ...outcome, state: 'partly', problem: null };
  return outcome;
}

/** Inputs of a cutting job of which the script said nothing; other scripts need not say anything. */
function untold({ operation, whatIf, inputs }: RunnerJob['request'], items: readonly HostItem[]): HostItem[] {
  if (operation !== 'removeBackground' || whatIf) return [];
  const told = new Set(items.map(({ input }) => input));
  const silent = new ForecourtError('SCRIPT_FAILED', 'The script ended without a word about this photo.');
  return inputs.filter(({ sha256 }) => !told.has(sha256)).map(({ sha256 }) => failedItem(sha256, silent));
}

function failureOf(exitCode: number | null, isEnd: boolean): ForecourtError {
  const details = { exitCode };
  if (isEnd) return new ForecourtError('SCRIPT_FAILED', `It ended with ${exitCode} and without its last line, the result.`, { details });
  if (exitCode === scriptExits.input) return new ForecourtError('INVALID_INPUT', 'The script refused what it was given.', { details });
  if (exitCode === scriptExits.missing) {
    return new ForecourtError('SCRIPT_TOOL_MISSING', 'Something that the script needs is not on this host.', { details });
  }
  return new ForecourtError('SCRIPT_FAILED', exitCode === null ? 'It was ended by somebody else.' : `It ended with ${exitCode}.`, {
    details,
  });
}
