import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import { environmentFor } from './environment.ts';
import type { RunningProcess } from './former.ts';
import { startedAt } from './table.ts';
import { askToEnd, endTree } from './tree.ts';

export interface ProcessOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Cancels: the whole tree ends. */
  readonly signal: AbortSignal;
  /** The same for the end of its time. */
  readonly timeLimit: AbortSignal;
  /** Appears when the process is to end by itself; null where it would not look. */
  readonly stopFile: string | null;
  /** How long it is given for that. */
  readonly graceMs: number;
  /** What it prints, in pieces as they come. Bytes that are no UTF-8 become U+FFFD. */
  onText(stream: 'out' | 'error', text: string): void;
  /** Told before a process is born what it and all that it starts will carry. */
  onMark?: ((mark: string) => void) | undefined;
  onProcess?: ((process: RunningProcess) => void) | undefined;
}

/** On Windows it takes half a second to find out what a process left running; one whose output is closed mostly left nothing. */
const quietMs = 500;
/** The same patience as with a process that the kernel holds. */
const patienceMs = 10_000;

export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly by: 'itself' | 'cancelled' | 'timed-out';
}

/**
 * Runs a program without a shell in a group of its own. When this resolves, nothing that it started lives any more: neither after a
 * cancel nor after an orderly end.
 *
 * @throws SCRIPT_TOOL_MISSING where there is no such program, or it may not be run.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  const { program, args, cwd, signal, timeLimit, onText, onMark, onProcess } = options;
  const mark = randomUUID();
  if (signal.aborted) return { exitCode: null, by: 'cancelled' };
  onMark?.(mark);
  const child = start(program, args, { cwd, env: environmentFor(mark) });
  listen(child, onText);
  const closed = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  const exited = exitOf(child, program);
  const { pid } = child;
  if (pid === undefined) {
    await exited;
    throw new ForecourtError('SCRIPT_TOOL_MISSING', `${program} could not be started.`);
  }
  const started = await startedAt(pid);
  onProcess?.({ pid, started, mark });
  const end: { by: ProcessEnd['by'] } = { by: 'itself' };
  const endAll = () => endTree({ pid: isKnown(child, started) ? pid : null, mark, started });

  const interrupted = AbortSignal.any([signal, timeLimit]);
  const stop = async () => {
    end.by = signal.aborted ? 'cancelled' : 'timed-out';
    await askToEndItself(pid, exited, options);
    await endAll();
  };
  const aborted = Promise.withResolvers<void>();
  const onAbort = () => void stop().then(aborted.resolve, aborted.reject);
  interrupted.addEventListener('abort', onAbort, { once: true });
  if (interrupted.aborted) onAbort();
  try {
    await Promise.race([exited, aborted.promise]);
    // What it left running would hold its output open, and may still write into its results.
    if (process.platform !== 'win32' || !(await isSoon(closed, quietMs))) await endAll();
    if (!(await isSoon(closed, patienceMs))) hangUp(child);
    await closed;
    if (end.by !== 'itself') await aborted.promise;
    return { exitCode: end.by === 'itself' ? await exited : null, by: end.by };
  } finally {
    interrupted.removeEventListener('abort', onAbort);
  }
}

function start(program: string, args: readonly string[], { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): ChildProcess {
  try {
    return spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a signal reaches all of it. On Windows it would get a console window instead.
      detached: process.platform !== 'win32',
      windowsHide: true,
      shell: false,
    });
  } catch (error) {
    throw notStarted(program, error);
  }
}

async function askToEndItself(pid: number, exited: Promise<unknown>, { stopFile, graceMs }: ProcessOptions): Promise<void> {
  if (stopFile !== null) await writeFile(stopFile, '');
  else askToEnd(pid);
  await isSoon(exited, graceMs);
}

/** Whether something comes within a time. */
async function isSoon(coming: Promise<unknown>, withinMs: number): Promise<boolean> {
  const over = new AbortController();
  try {
    return await Promise.race([coming.then(() => true), setTimeout(withinMs, false, { signal: over.signal })]);
  } finally {
    over.abort();
  }
}

/** Windows gives the number of a process that has ended to the next one: then only its begin tells them apart. */
function isKnown({ exitCode, signalCode }: ChildProcess, started: string | null): boolean {
  return process.platform !== 'win32' || started !== null || (exitCode === null && signalCode === null);
}

/** Somebody who could not be ended holds its output open: nobody listens to that any more. */
function hangUp({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}

function listen(child: ChildProcess, onText: ProcessOptions['onText']): void {
  for (const [stream, readable] of [
    ['out', child.stdout],
    ['error', child.stderr],
  ] as const) {
    readable?.setEncoding('utf8');
    readable?.on('data', (text: string) => onText(stream, text));
    // A pipe that breaks ends; the exit code tells the rest.
    readable?.on('error', (error) => onText('error', `${error.message}\n`));
  }
}

function exitOf(child: ChildProcess, program: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', (error) => {
      // After it has begun, an error says that a signal could not be sent.
      if (child.pid === undefined) reject(notStarted(program, error));
    });
  });
}

function notStarted(program: string, cause: unknown): ForecourtError {
  // Node starts none without a shell (CVE-2024-27980): a shell would read names of photos as commands.
  if (/\.(cmd|bat)$/i.test(program)) {
    return new ForecourtError('SCRIPT_TOOL_MISSING', `${program} is a batch file, and no program.`, {
      hint: 'Name the program that it calls, such as python.exe, with its arguments.',
      cause,
      details: { program },
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ForecourtError('SCRIPT_TOOL_MISSING', `${program} could not be started: ${reason}.`, { cause, details: { program } });
}
