import { ForecourtError } from './error.ts';

/**
 * Throws `ABORTED` (or `DEADLINE_EXCEEDED`, if the signal came from `AbortSignal.timeout`) when `signal` has fired.
 * The signal's own reason is kept as `cause`.
 */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError(signal);
}

/** The error for a signal that has fired. */
export function abortError(signal: AbortSignal): ForecourtError {
  const reason: unknown = signal.reason;
  return reason instanceof Error
    ? ForecourtError.from(reason, 'ABORTED')
    : new ForecourtError('ABORTED', 'This was cancelled.', { cause: reason });
}
