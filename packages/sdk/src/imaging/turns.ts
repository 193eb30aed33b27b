import { availableParallelism } from 'node:os';
import { abortError, ForecourtError, throwIfAborted } from '@forecourt/errors';

/**
 * How many pictures are decoded or encoded at once in this process. Each holds its picture in memory and a thread of libuv's pool
 * (four by default, shared with all file access), so a batch of a thousand waits here instead of exhausting either.
 */
export const turnsAtOnce = Math.min(3, Math.max(1, availableParallelism()));

/**
 * A native library cannot always be stopped in the middle. What goes on after it was given up keeps its turn, since it keeps its memory too;
 * but no longer than this, so that a library that hangs cannot lock everybody out.
 */
const lingeringMs = 10_000;

/** What {@link inTurn} takes besides the work. */
export interface TurnOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from the moment when the work begins; waiting for the turn does not count. */
  readonly limitMs?: number | undefined;
}

let running = 0;
const queue = new Set<() => void>();

/**
 * Runs `work` when it is its turn: first come, first served. On abort or at the limit the call ends at once, and the signal that `work` was
 * given fires, so that it can end what it started.
 *
 * @throws ForecourtError `ABORTED` or `DEADLINE_EXCEEDED` when `signal` fires, also while waiting; `DECODE_TIMEOUT` at the limit.
 */
export async function inTurn<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  { signal, limitMs }: TurnOptions = {},
): Promise<Result> {
  throwIfAborted(signal);
  if (running < turnsAtOnce) running++;
  else await waitForTurn(signal);
  if (signal?.aborted) {
    // It fired just as the turn came.
    passOn();
    throw abortError(signal);
  }

  const stop = new AbortController();
  const interrupted = new Promise<never>((_resolve, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
  });
  const onAbort = (): void => {
    if (signal) stop.abort(abortError(signal));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = limitMs === undefined ? undefined : setTimeout(() => stop.abort(timeoutError(limitMs)), limitMs);

  const task = work(stop.signal);
  passOnAfter(task, stop.signal);
  try {
    return await Promise.race([task, interrupted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

function waitForTurn(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      queue.delete(start);
      if (signal) reject(abortError(signal));
    };
    const start = (): void => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    };
    queue.add(start);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function passOnAfter(task: Promise<unknown>, stopped: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let passed = false;
  const pass = (): void => {
    if (passed) return;
    passed = true;
    clearTimeout(timer);
    passOn();
  };
  stopped.addEventListener('abort', () => {
    if (!passed) timer = setTimeout(pass, lingeringMs).unref();
  });
  // Its failure is the caller's to hear; here only the end counts.
  task.then(pass, pass);
}

/** A turn passes from hand to hand, so nobody who comes later can slip in between. */
function passOn(): void {
  const [start] = queue;
  if (start) {
    queue.delete(start);
    start();
  } else {
    running--;
  }
}

/** The error for a picture that took longer than allowed. */
export function timeoutError(limitMs: number): ForecourtError {
  const text = `This picture was still not decoded after ${(limitMs / 1000).toFixed(1)} seconds.`;
  return new ForecourtError('DECODE_TIMEOUT', text, { details: { limitMs } });
}
