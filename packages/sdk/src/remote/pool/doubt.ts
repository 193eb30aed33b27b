import type { Clock } from '../../clock/clock.ts';

/** When an answer that does not come makes a road suspect, and how long it is waited for then. */
export const doubting = {
  /** Until an answer is there: on a line of 100 ms agents take less. The same request doubts again, each time after twice as long. */
  afterMs: 250,
  /**
   * So much longer than another road it may take: a lost packet is sent again after some 200 ms (RFC 6298, as Linux counts), and a new
   * connection takes its time. With the wait before it, a dead road is left within a second.
   */
  graceMs: 500,
  /** And so many times as long as another: what is slow on all roads is a busy computer. */
  graceFactor: 4,
  /** The same where a large body is on its way, behind which a probe waits. */
  busyGraceMs: 2_250,
} as const;

export interface Comparison {
  /** Asks the host over the road that is in doubt. Rejects where nothing comes. */
  readonly own: (signal: AbortSignal) => Promise<void>;
  /** The same over the others that are up. */
  readonly others: readonly ((signal: AbortSignal) => Promise<void>)[];
  readonly graceMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Whether a road is dead, by comparison: over another one the same host answers, and over this one it does not. A host that is busy, or a
 * platform that is, is slow on all of them, and that proves nothing.
 */
export async function isDeadByComparison({ own, others, graceMs, clock, signal }: Comparison): Promise<boolean> {
  const decided = new AbortController();
  const within = AbortSignal.any([signal, decided.signal]);
  const asked = own(within).then(
    () => 'alive' as const,
    () => 'dead' as const,
  );
  const other = Promise.any(others.map((ask) => ask(within))).then(
    () => 'there' as const,
    // Nobody answers anywhere: that is the host, and not this road.
    () => 'alive' as const,
  );
  const startedAt = clock.now();
  let cancel: () => void = () => undefined;
  try {
    const first = await Promise.race([asked, other]);
    if (first === 'alive') return false;
    if (first === 'dead') return (await other) === 'there' && !signal.aborted;
    const tookMs = clock.now() - startedAt;
    const late = new Promise<'dead'>((resolve) => {
      cancel = clock.after(Math.max(graceMs, doubting.graceFactor * tookMs), () => resolve('dead'));
    });
    return (await Promise.race([asked, late])) === 'dead' && !signal.aborted;
  } finally {
    cancel();
    decided.abort();
  }
}
