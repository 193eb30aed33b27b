import { setTimeout } from 'node:timers/promises';
import type { Client } from '@forecourt/sdk/client';

const mostTries = 4;

/**
 * A photo on which the worker stopped five times is given up, on purpose: it may be the photo. On a slow machine the same one can be in
 * hands at five kills in a row.
 */
export async function untilNoneIsAtItsLastTry(client: Client, signal: AbortSignal): Promise<void> {
  const isAnyAtItsLastTry = async () => {
    // All states in one list: a job that goes from one to the other is in it.
    for await (const { state, attempts } of client.jobs.list({ limit: 200 }, { signal })) {
      if ((state === 'waiting' || state === 'working') && attempts >= mostTries) return true;
    }
    return false;
  };
  while (await isAnyAtItsLastTry()) await setTimeout(50, undefined, { signal });
}
