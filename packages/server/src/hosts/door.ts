import type { Host } from '@forecourt/sdk/remote';

/** A host with a count of what is under way on it. */
export interface Door {
  readonly host: Host;
  close(): Promise<void>;
  /** Closes it when nothing is under way any more. */
  closeWhenIdle(): Promise<void>;
}

export function createDoor(inner: Host): Door {
  let calls = 0;
  let idle = Promise.withResolvers<void>();
  const during = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    calls++;
    try {
      return await work();
    } finally {
      calls--;
      if (calls === 0) {
        idle.resolve();
        idle = Promise.withResolvers();
      }
    }
  };
  const host: Host = {
    ...inner,
    get lastHealth() {
      return inner.lastHealth;
    },
    health: (options) => during(() => inner.health(options)),
    diagnose: (options) => during(() => inner.diagnose(options)),
    drain: (isDraining) => during(() => inner.drain(isDraining)),
    publish: (manifest) => during(() => inner.publish(manifest)),
    collected: (key) => during(() => inner.collected(key)),
    send: (source, options) => during(() => inner.send(source, options)),
    fetch: (file, target, options) => during(() => inner.fetch(file, target, options)),
    run: (wish, options) => during(() => inner.run(wish, options)),
    update: (release) => during(() => inner.update(release)),
    // Whoever is given it shares it.
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const close = () => inner.close();
  return {
    host,
    close,
    async closeWhenIdle() {
      if (calls > 0) await idle.promise;
      await close();
    },
  };
}
