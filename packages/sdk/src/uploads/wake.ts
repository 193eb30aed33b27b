import { abortError, throwIfAborted } from '@forecourt/errors';

/** Whether the browser knows that there is no network. */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

/** Waits so long, or until the network returns if that is sooner; without network until it returns. */
export function waitForNetwork(ms: number, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      globalThis.removeEventListener?.('online', online);
      then();
    };
    const aborted = () => settle(() => reject(abortError(signal)));
    const online = () => settle(resolve);
    const timer = isOffline() ? undefined : setTimeout(() => settle(resolve), ms);
    signal.addEventListener('abort', aborted, { once: true });
    globalThis.addEventListener?.('online', online, { once: true });
  });
}
