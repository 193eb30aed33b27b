import { isNode } from './hashes.ts';

/**
 * Runs `work` in one tab at a time (Web Locks): another tab waits here until this one is done or closed. Where there are no such locks
 * (Node, plain http) it just runs; the server lets one request at a time work on an upload in any case.
 */
export async function exclusively(id: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks;
  if (isNode || locks === undefined) return work();
  await locks.request(`forecourt-upload:${id}`, { signal }, work);
}
