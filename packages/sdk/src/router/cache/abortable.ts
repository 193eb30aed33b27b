import { abortError } from '@forecourt/errors';

/** Waits for a promise that does not reject, and no longer than the signal allows. @throws ABORTED, DEADLINE_EXCEEDED */
export function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  const { promise: result, resolve, reject } = Promise.withResolvers<Value>();
  const onAbort = () => reject(abortError(signal));
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  return result;
}
