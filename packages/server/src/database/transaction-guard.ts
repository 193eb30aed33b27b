import { AsyncLocalStorage } from 'node:async_hooks';
import { ForecourtError } from '@forecourt/errors';

/**
 * Finds queries that go around the transaction in which they stand. Such a query waits for a connection that its own transaction
 * holds: for ever on PGlite, which has one, and under load on a pool. Here it is an error at once, on both columns.
 */
export interface TransactionGuard {
  /** Runs the work of a transaction; while it runs, {@link check} throws in everything that it started. */
  run<T>(work: () => Promise<T>): Promise<T>;
  check(): void;
}

export function createTransactionGuard(): TransactionGuard {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>();
  return {
    run: async (work) => {
      const scope = { isOpen: true };
      try {
        return await current.run(scope, work);
      } finally {
        scope.isOpen = false;
      }
    },
    check: () => {
      if (current.getStore()?.isOpen) {
        throw new ForecourtError('INTERNAL', 'Inside a transaction only its own handle may be used: this query would wait for itself.');
      }
    },
  };
}

/** The same object, but with a look at the guard before each of the named methods. */
export function guarded<T extends object>(target: T, methods: readonly (keyof T)[], guard: TransactionGuard): T {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key, object);
      if (typeof value !== 'function') return value;
      const isGuarded = methods.some((method) => method === key);
      return (...parameters: unknown[]) => {
        if (isGuarded) guard.check();
        return Reflect.apply(value, object, parameters);
      };
    },
  });
}
