import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fallBack, type Pointer, readPointer, releaseFile, writePointer } from './pointer.ts';

/** The exit code by which an agent asks to be started anew: EX_TEMPFAIL of sysexits.h. */
export const startAnew = 75;

/** In the environment of an agent that is looked after. It is no setting. */
export const supervisedVariable = '_FORECOURT_SUPERVISED';

export interface SuperviseOptions {
  /** `releases/` of the data folder. */
  readonly folder: string;
  /** The agent that was installed: its file. */
  readonly installed: string;
  readonly arguments: readonly string[];
  /** Ends the agent in order. */
  readonly signal: AbortSignal;
  /** How long a new release may take until it is well. */
  readonly confirmWithinMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
  /** Where what the agent prints goes, or an open file for it; to where ours goes where left out. */
  readonly output?: 'inherit' | 'ignore' | number | undefined;
  readonly platform?: NodeJS.Platform | undefined;
  /** Told what is started and what is left again. */
  readonly onEvent?:
    | ((event: { readonly type: 'started' | 'confirmed' | 'fell-back'; readonly version: string | null; readonly reason?: string }) => void)
    | undefined;
}

const usualConfirmMs = 60_000;
/** A release that took the computer down with it so often is left, though nobody saw it fail. */
const mostTries = 3;

/**
 * Runs whichever release counts, as a process of its own. A new one has to say that it is well, by the message `healthy`; one that ends,
 * stays silent or was never well in three starts is left for the one before.
 *
 * @returns the exit code of the agent.
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const { folder, installed, signal, onEvent, now = () => new Date(), output = 'inherit', platform = process.platform } = options;
  for (;;) {
    const pointer = await nextPointer(options, now);
    const file = pointer.current === null ? installed : releaseFile(folder, pointer.current);
    const child = fork(file, options.arguments, {
      stdio: ['ignore', output, output, 'ipc'],
      env: { ...process.env, [supervisedVariable]: '1' },
    });
    onEvent?.({ type: 'started', version: pointer.current });
    const ended = endOf(child);
    const end = () => askToEnd(child, platform);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    try {
      if (!pointer.isConfirmed) {
        const trouble = await watch(child, ended, options);
        if (signal.aborted) return await ended;
        if (trouble !== undefined) {
          child.kill('SIGKILL');
          await ended;
          await fallBack(folder, pointer, trouble, now());
          onEvent?.({ type: 'fell-back', version: pointer.previous, reason: trouble });
          continue;
        }
        await writePointer(folder, { ...pointer, isConfirmed: true, tries: 0 });
        onEvent?.({ type: 'confirmed', version: pointer.current });
      }
      const code = await ended;
      if (code !== startAnew || signal.aborted) return code;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }
}

/** Windows has no SIGTERM: it would be the end at once. An agent whose supervisor hangs up ends in order there. */
function askToEnd(child: ChildProcess, platform: NodeJS.Platform): void {
  if (platform !== 'win32') child.kill('SIGTERM');
  else if (child.connected) child.disconnect();
}

/** What to start: the pointer as it is, or the one before where the current release is gone or had its tries. */
async function nextPointer({ folder, onEvent }: SuperviseOptions, now: () => Date): Promise<Pointer> {
  const pointer = await readPointer(folder);
  const isGone = pointer.current !== null && !existsSync(releaseFile(folder, pointer.current));
  if (isGone || (!pointer.isConfirmed && pointer.tries >= mostTries)) {
    const reason = isGone ? 'its file is gone' : `it was not well in ${mostTries} starts`;
    const next = await fallBack(folder, pointer, reason, now());
    onEvent?.({ type: 'fell-back', version: next.current, reason });
    return next.current !== null && !existsSync(releaseFile(folder, next.current))
      ? fallBack(folder, next, 'its file is gone', now())
      : next;
  }
  if (pointer.isConfirmed) return pointer;
  const counted = { ...pointer, tries: pointer.tries + 1 };
  await writePointer(folder, counted);
  return counted;
}

/** @returns what is wrong with it; undefined as soon as it is well */
async function watch(
  child: ChildProcess,
  ended: Promise<number>,
  { confirmWithinMs = usualConfirmMs }: SuperviseOptions,
): Promise<string | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([
      new Promise<undefined>((resolve) => {
        child.on('message', (message) => {
          if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'healthy') resolve(undefined);
        });
      }),
      ended.then((code) => `it ended with ${code} before it was well`),
      setTimeout(confirmWithinMs, `it was not well after ${confirmWithinMs / 1000} s`, { signal: over.signal }),
    ]);
  } finally {
    over.abort();
  }
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', () => resolve(1));
  });
}
