import { lstat, readFile } from 'node:fs/promises';
import { ForecourtError, isErrorCode } from '@forecourt/errors';
import type { HostItem } from '@forecourt/sdk/contract';
import { createLineCutter, parseScriptLine, type ScriptLine } from '@forecourt/sdk/remote';
import { checkOutput, findOutput } from '../files/check-output.ts';
import type { RunLimits } from '../limits.ts';
import type { Log } from '../log.ts';
import { failedItem } from '../problem.ts';
import type { RunnerContext, RunnerJob } from '../runner.ts';

export interface ProtocolOptions {
  readonly job: RunnerJob;
  readonly context: RunnerContext;
  readonly outputs: string;
  readonly limits: RunLimits;
  readonly log: Log;
  progress(stage: string, share: number): void;
}

/** More of the mirror than this is not what a script of ours writes. */
const longestMirrorBytes = 64_000_000;

/**
 * Listens to a script: each of its lines counts once, by its number, whether it came through the pipe or stands in the mirror. Outputs
 * are checked and kept while it goes on.
 */
export function createProtocol({ job, context, outputs, limits, log, progress }: ProtocolOptions) {
  const seen = createSeen();
  const items: HostItem[] = [];
  let told = 0;
  const known = new Set(job.request.inputs.map(({ sha256 }) => sha256));
  let error: ForecourtError | undefined;
  let hasResult = false;
  let work: Promise<void> = Promise.resolve();

  const cutters = {
    out: createLineCutter(limits.lineCharacters, (line) => take(line)),
    error: createLineCutter(limits.lineCharacters, (line) => log.line('error', line)),
  };

  function take(text: string): void {
    const line = parseScriptLine(text);
    if (line === undefined) log.line('out', text);
    else if (seen.isNew(line.seq)) {
      log.flush();
      follow(line);
    }
  }

  function follow(line: ScriptLine): void {
    if (line.type === 'progress') progress(line.stage, line.share);
    else if (line.type === 'log') log.line(line.level === 'error' ? 'error' : 'out', line.text);
    else if (line.type === 'result') hasResult = true;
    else if (line.type === 'error') error = errorOf(line);
    else if (++told > limits.outputs) {
      if (told === limits.outputs + 1) log.line('error', `What it says beyond ${limits.outputs} pictures is left out.`);
    }
    // One after the other: each is decoded, and a script may make them faster than that.
    else work = work.then(() => keep(line));
  }

  async function keep(line: ScriptLine & { type: 'item' }): Promise<void> {
    const item = await itemOf(line).catch((thrown: unknown) => failedItem(line.input, thrown));
    items.push(item);
    context.emit({ type: 'item', item });
  }

  async function itemOf({ input, output, sha256, model, problem }: ScriptLine & { type: 'item' }): Promise<HostItem> {
    if (!known.has(input)) throw new ForecourtError('SCRIPT_FAILED', 'It speaks of an input that the job does not have.');
    if (problem) throw errorOf(problem);
    const item = { input, output: null, report: null, model: model ?? null, timings: null, warnings: [], problem: null };
    if (output === null || job.request.whatIf) return item;
    const path = await findOutput(outputs, output);
    await checkOutput(path, { request: job.request, maximumBytes: limits.outputBytes, signal: context.signal, sha256 });
    return { ...item, output: await context.keep(path) };
  }

  return {
    hear(stream: 'out' | 'error', text: string): void {
      cutters[stream].push(text);
      log.flush();
    },
    /** After its end: what only the mirror has, and what is still being kept. */
    async end(mirror: string): Promise<{ items: HostItem[]; hasResult: boolean; error: ForecourtError | undefined }> {
      cutters.out.end();
      cutters.error.end();
      for (const text of await mirrored(mirror)) if (parseScriptLine(text) !== undefined) take(text);
      log.flush();
      await work;
      return { items, hasResult, error };
    },
  };
}

/** Lines of the mirror; none where there is nothing that a script of ours writes, such as a pipe without an end. */
async function mirrored(path: string): Promise<string[]> {
  const found = await lstat(path).catch(() => undefined); // A script without a mirror said all through its pipe.
  if (!found?.isFile() || found.size > longestMirrorBytes) return [];
  return (await readFile(path, 'utf8')).split('\n');
}

/** Gaps that are remembered: what a pipe loses is a few lines. */
const mostAhead = 100_000;

/** Knows which numbers came. They come in their order but for what the pipe lost, so that a script may talk for days. */
function createSeen() {
  /** All up to here. */
  let upTo = 0;
  const ahead = new Set<number>();
  return {
    isNew(number: number): boolean {
      if (number <= upTo || ahead.has(number) || ahead.size >= mostAhead) return false;
      ahead.add(number);
      while (ahead.delete(upTo + 1)) upTo++;
      return true;
    },
  };
}

function errorOf({ code, message, hint }: { code?: string | undefined; message: string; hint?: string | undefined }): ForecourtError {
  return new ForecourtError(code !== undefined && isErrorCode(code) ? code : 'SCRIPT_FAILED', message.slice(0, 4000), {
    hint: hint?.slice(0, 1000),
  });
}
