export interface Waiting {
  readonly key: string;
  readonly number: number;
  /** Larger is sooner. */
  readonly priority: number;
}

/** Jobs that wait for a slot: the most urgent first, among equals whoever came first. */
export interface Queue {
  add(waiting: Waiting): void;
  next(): string | undefined;
  remove(key: string): void;
  size(): number;
}

export function createQueue(): Queue {
  const waiting: Waiting[] = [];
  return {
    add(fresh) {
      if (waiting.some(({ key }) => key === fresh.key)) return;
      const at = waiting.findIndex(
        ({ priority, number }) => priority < fresh.priority || (priority === fresh.priority && number > fresh.number),
      );
      waiting.splice(at < 0 ? waiting.length : at, 0, fresh);
    },
    next: () => waiting.shift()?.key,
    remove(key) {
      const at = waiting.findIndex((one) => one.key === key);
      if (at >= 0) waiting.splice(at, 1);
    },
    size: () => waiting.length,
  };
}
