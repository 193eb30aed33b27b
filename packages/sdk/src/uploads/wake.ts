import { abortError, throwIfAborted } from '@forecourt/errors';

/** Whether the browser knows that there is no network. */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

/** Waits so long, or until the network returns or somebody is in a hurry if that is sooner; without network until then. */
export function waitForNetwork(ms: number, signal: AbortSignal, hurry: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      hurry.removeEventListener('abort', online);
      globalThis.removeEventListener?.('online', online);
      then();
    };
    const aborted = () => settle(() => reject(abortError(signal)));
    const online = () => settle(resolve);
    const timer = isOffline() ? undefined : setTimeout(() => settle(resolve), ms);
    signal.addEventListener('abort', aborted, { once: true });
    hurry.addEventListener('abort', online, { once: true });
    globalThis.addEventListener?.('online', online, { once: true });
  });
}
