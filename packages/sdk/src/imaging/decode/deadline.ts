import { abortError, ForecourtError, throwIfAborted } from '@forecourt/errors';

/** The time that one picture may take: made when its turn begins. */
export interface Deadline {
  readonly limitMs: number;
  /** Milliseconds left; never below 1, since libraries take 0 for "no limit". */
  leftMs(): number;
}

/** A deadline `limitMs` from now. */
export function startDeadline(limitMs: number): Deadline {
  const end = performance.now() + limitMs;
  return { limitMs, leftMs: () => Math.max(1, Math.ceil(end - performance.now())) };
}

/** The error for a picture that took longer than allowed. */
export function decodeTimeout(deadline: Deadline, cause?: unknown): ForecourtError {
  const text = `This picture was still not decoded after ${(deadline.limitMs / 1000).toFixed(1)} seconds.`;
  return new ForecourtError('DECODE_TIMEOUT', text, { details: { limitMs: deadline.limitMs }, cause });
}

/**
 * Waits for `work`, but no longer than the deadline and only until `signal` fires. `stop` is called in both cases, to end what
 * would otherwise go on. What `work` still does after that is ignored.
 */
export async function within<Result>(
  work: Promise<Result>,
  deadline: Deadline,
  signal: AbortSignal | undefined,
  stop?: () => void,
): Promise<Result> {
  throwIfAborted(signal);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort: (() => void) | undefined;
  const interrupted = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(decodeTimeout(deadline)), deadline.leftMs());
    abort = () => {
      if (signal) reject(abortError(signal));
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
  // Whichever loses the race may still reject, with nobody listening.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, interrupted]);
  } catch (error) {
    stop?.();
    throw error;
  } finally {
    clearTimeout(timer);
    if (abort) signal?.removeEventListener('abort', abort);
  }
}
