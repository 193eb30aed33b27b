import { untilAborted } from '../until-aborted.ts';

/** Lets those who want the same come one after the other: the second finds the result of the first. */
export function createTurns() {
  const last = new Map<string, Promise<void>>();
  const atOnce = Promise.resolve();

  return async function inTurn<Value>(key: string, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    const before = last.get(key) ?? atOnce;
    const { promise, resolve } = Promise.withResolvers<void>();
    const mine = before.then(() => promise);
    last.set(key, mine);
    try {
      await untilAborted(before, signal);
      return await work();
    } finally {
      resolve();
      if (last.get(key) === mine) last.delete(key);
    }
  };
}
