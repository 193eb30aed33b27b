import type { Context, Result } from './benchmark.ts';

/** One repetition: both sides measured right after each other, so that a busy minute of the machine meets both. */
export interface Pair {
  readonly ours: number;
  readonly peer: number;
}

export interface Sides {
  readonly unit: string;
  ours(): Promise<number>;
  peer(): Promise<number>;
  /** Runs of each side before anything counts. */
  readonly warmUps?: number;
}

/** Runs ours and the peer's in turn: ours, peer, ours, peer … */
export async function alternately({ repeat, progress, signal }: Context, sides: Sides): Promise<Pair[]> {
  for (let run = 1; run <= (sides.warmUps ?? 1); run++) {
    signal.throwIfAborted();
    progress('warming up');
    await sides.ours();
    await sides.peer();
  }
  const pairs: Pair[] = [];
  for (let run = 1; run <= repeat; run++) {
    signal.throwIfAborted();
    const pair = { ours: await sides.ours(), peer: await sides.peer() };
    pairs.push(pair);
    progress(`${run} of ${repeat}: ${figure(pair.ours)} against ${figure(pair.peer)} ${sides.unit}`);
  }
  return pairs;
}

/** A peer that is a promise and not a program: `budget(400)` for at most 400 ms. */
export function budget(limit: number): () => Promise<number> {
  return () => Promise.resolve(limit);
}

export interface Comparison {
  readonly unit: string;
  readonly peer: string;
  readonly better: 'less' | 'more';
  readonly details?: readonly string[];
}

/**
 * Summarises pairs. Ratios are taken pair by pair and then their median, never the ratio of two medians: noise that
 * lasts longer than one pair cancels out.
 */
export function compare(pairs: readonly Pair[], { unit, peer, better, details = [] }: Comparison): Result {
  const ratios = pairs.map((pair) => (better === 'less' ? pair.peer / pair.ours : pair.ours / pair.peer));
  return {
    value: median(pairs.map((pair) => pair.ours)),
    unit,
    peer,
    peerValue: median(pairs.map((pair) => pair.peer)),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    details,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Three digits that count, and never an exponent: 1.04, 23.8, 0.913, 2460. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digitsBefore = Math.floor(Math.log10(Math.max(Math.abs(value), 0.001))) + 1;
  return value.toFixed(Math.max(0, Math.min(3, 3 - digitsBefore)));
}
