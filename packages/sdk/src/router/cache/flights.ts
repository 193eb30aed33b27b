import { throwIfAborted } from '@forecourt/errors';
import { abortable } from './abortable.ts';

export interface Made<Value> {
  readonly value: Value;
  /** Whether somebody else made it. */
  readonly isShared: boolean;
}

/**
 * Lets one of all callers of this process that want the same at the same time make it. The others wait, each as long as its signal lets it; where the
 * one who makes it fails, the next of them tries, so that a cancelled or refused caller takes nobody along, and a provider that fails is asked
 * by one at a time.
 *
 * @throws what `make` throws, to the one who called it; ABORTED, DEADLINE_EXCEEDED to whoever waited too long
 */
export function createFlights<Value>() {
  const underWay = new Map<string, Promise<Made<Value> | undefined>>();

  return async function fly(key: string, make: () => Promise<Made<Value>>, signal: AbortSignal | undefined): Promise<Made<Value>> {
    for (;;) {
      throwIfAborted(signal);
      const others = underWay.get(key);
      if (others === undefined) break;
      const made = await abortable(others, signal);
      if (made !== undefined) return { value: made.value, isShared: true };
    }
    const { promise, resolve } = Promise.withResolvers<Made<Value> | undefined>();
    underWay.set(key, promise);
    let made: Made<Value> | undefined;
    try {
      made = await make();
      return made;
    } finally {
      underWay.delete(key);
      resolve(made);
    }
  };
}
