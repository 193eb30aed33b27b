/** Something happened, said to the one who waits for it. A ring that comes while nobody waits is kept. */
export interface Bell {
  ring(): void;
  /** Resolves at the next ring, or when `signal` fires. */
  next(signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let isRung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      isRung = true;
      wake?.();
    },
    async next(signal) {
      if (!isRung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener('abort', resolveNow);
            resolve();
          };
          const resolveNow = () => resolve();
          signal.addEventListener('abort', resolveNow, { once: true });
        });
        wake = null;
      }
      isRung = false;
    },
  };
}
