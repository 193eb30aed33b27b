/** What has to be ended, the last that was begun first. */
export interface Closing {
  add(close: () => Promise<void> | void): void;
  /** Ends everything, also where one of them fails, whose failure is told. Twice is fine. */
  close(): Promise<void>;
}

export function createClosing(): Closing {
  const closers: (() => Promise<void> | void)[] = [];
  return {
    add: (close) => void closers.push(close),
    async close() {
      const failures: unknown[] = [];
      for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
