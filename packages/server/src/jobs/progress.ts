import type { Progress } from '@forecourt/sdk/providers';

/** Nobody sees more than ten a second. */
const leastPauseMs = 100;

export interface ProgressTeller {
  readonly tell: (progress: Progress) => void;
  /** Tells nothing more, and waits for what is being told. */
  end(): Promise<void>;
}

/** Passes progress on in its order, at most ten times a second; of what comes faster the latest. */
export function createProgressTeller(pass: (progress: Progress) => Promise<void>): ProgressTeller {
  let latest: Progress | undefined;
  let timer: NodeJS.Timeout | undefined;
  let passing = Promise.resolve();

  function flush(): void {
    timer = undefined;
    if (latest === undefined) return;
    const told = latest;
    latest = undefined;
    timer = setTimeout(flush, leastPauseMs);
    passing = passing.then(() => pass(told));
  }

  return {
    tell(progress) {
      latest = progress;
      if (timer === undefined) flush();
    },
    async end() {
      latest = undefined;
      clearTimeout(timer);
      await passing;
    },
  };
}
