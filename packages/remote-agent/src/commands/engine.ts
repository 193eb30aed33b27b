import { existsSync } from 'node:fs';
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { type HostFile, hostJobRequestSchema, type NewHostJobEvent } from '@forecourt/sdk/contract';
import { makeFolder, moveFile, readError, removeTree } from '@forecourt/sdk/files';
import { scriptExits } from '@forecourt/sdk/remote';
import { z } from 'zod';
import { createEngineCutter, type EngineCutterOptions } from '../runner/cutter/engine-cutter.ts';
import { hashOfFile } from '../runner/files/hash.ts';
import { hostProblemOf } from '../runner/problem.ts';
import type { RunOutcome } from '../runner/runner.ts';
import { type JobFile, jobFileSchema } from '../runner/script/job-file.ts';

export const engineFlagsSchema = z.strictObject({ job: z.string().min(1) });

export interface EngineCommandOptions extends EngineCutterOptions {
  readonly jobFile: string;
  readonly signal: AbortSignal;
  /** Takes one line of the protocol. */
  print(line: object): void;
}

/** How often it is looked whether the job is to end. */
const lookEveryMs = 200;

/**
 * `forecourt-agent engine --job FILE`: cuts the photos of a job file and speaks as a script does. A process of its own, so that a script
 * needs neither a port nor a key to get at the engine; the model is loaded once for all of its photos.
 *
 * @returns the exit code of a script.
 */
export async function engineCommand({ jobFile, signal, print, ...options }: EngineCommandOptions): Promise<number> {
  let sequence = 0;
  const say = (line: object) => print({ seq: ++sequence, ...line });
  const stop = new AbortController();
  try {
    const job = await readJobFile(jobFile);
    const looking = setInterval(() => {
      if (job.stopFile !== '' && existsSync(job.stopFile)) stop.abort();
    }, lookEveryMs);
    try {
      const outcome = await cut(job, AbortSignal.any([signal, stop.signal]), say, options);
      return tell(outcome, say);
    } finally {
      clearInterval(looking);
    }
  } catch (error) {
    const problem = hostProblemOf(error);
    say({ type: 'error', code: problem.code, message: problem.message, hint: problem.hint });
    return exitOf(problem.code);
  }
}

async function cut(job: JobFile, signal: AbortSignal, say: (line: object) => void, options: EngineCutterOptions): Promise<RunOutcome> {
  await makeFolder(job.outputFolder);
  const paths = new Map(job.inputs.map(({ sha256, path }) => [sha256, path]));
  const inputs: HostFile[] = await Promise.all(
    job.inputs.map(async ({ sha256, name, path }) => {
      const { size } = await stat(path).catch((error: unknown) => {
        throw readError(error, path);
      });
      return { sha256, bytes: size, name };
    }),
  );
  const kept = new Map<string, string>();
  const folder = await mkdtemp(join(job.outputFolder, '.forecourt-'));
  const cutter = createEngineCutter(options);
  try {
    return await cutter.run(
      {
        key: job.job,
        request: hostJobRequestSchema.parse({ operation: 'removeBackground', inputs, parameters: job.parameters, whatIf: job.whatIf }),
        folder,
        inputPath: (sha256) => paths.get(sha256) ?? '',
      },
      {
        signal,
        emit: (event) => sayEvent(event, kept, say),
        async keep(path) {
          const { sha256, bytes } = await hashOfFile(path);
          const at = freeName(job.outputFolder, basename(path));
          await moveFile(path, at);
          kept.set(sha256, at);
          return { sha256, bytes, name: basename(at) };
        },
      },
    );
  } finally {
    await cutter.close();
    await removeTree(folder);
  }
}

/** Nothing that lies there is written over: two photos may have one name. */
function freeName(folder: string, name: string): string {
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : name.replace(/(\.[^.]*)?$/, ` (${number})$1`));
    if (!existsSync(path)) return path;
  }
}

function sayEvent(event: NewHostJobEvent, kept: ReadonlyMap<string, string>, say: (line: object) => void): void {
  if (event.type === 'progress') say({ type: 'progress', stage: event.stage, share: event.share });
  if (event.type === 'log') say({ type: 'log', text: event.text });
  if (event.type !== 'item') return;
  const { input, output, model, problem } = event.item;
  say({ type: 'item', input, output: output && (kept.get(output.sha256) ?? null), sha256: output?.sha256 ?? null, model, problem });
}

/** A job whose photos all failed was still done: each of them has been told. */
function tell({ state, problem, items }: RunOutcome, say: (line: object) => void): number {
  const isTold = items.length > 0 && items.every((item) => item.problem !== null);
  if (state === 'done' || state === 'partly' || isTold) {
    say({ type: 'result' });
    return state === 'done' ? scriptExits.done : scriptExits.partly;
  }
  say({ type: 'error', code: problem?.code, message: problem?.message ?? 'It could not be done.', hint: problem?.hint });
  return state === 'cancelled' ? scriptExits.cancelled : exitOf(problem?.code);
}

function exitOf(code: string | undefined): number {
  const missing = ['MODEL_NOT_INSTALLED', 'MODEL_UNKNOWN', 'DEPENDENCY_MISSING'];
  if (code === 'ABORTED') return scriptExits.cancelled;
  if (code !== undefined && missing.includes(code)) return scriptExits.missing;
  return code === 'INVALID_INPUT' || code === 'FILE_NOT_FOUND' ? scriptExits.input : scriptExits.script;
}

async function readJobFile(path: string): Promise<JobFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(error, path);
  });
  try {
    return jobFileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new ForecourtError('INVALID_INPUT', `${path} is no job file.`, { cause: error });
  }
}
