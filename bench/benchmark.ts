/** What `npm run bench` measures under one name. */
export interface Benchmark {
  /** The part of Forecourt, then what of it: `cutout.4mp.rgba`. */
  readonly name: string;
  /** What is measured, against whom. */
  readonly title: string;
  readonly target?: Target;
  /** Repetitions unless `--repeat` says otherwise: fewer where one takes minutes, one where the result is always the same. */
  readonly repeat: number;
  run(context: Context): Promise<Result>;
}

/** The figure that was promised. */
export interface Target {
  readonly field: 'value' | 'ratio';
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
}

export interface Context {
  readonly repeat: number;
  /** One line for whoever waits; on stderr. */
  progress(text: string): void;
  /** Ends every process that was started for this. */
  readonly signal: AbortSignal;
}

export interface Result {
  /** Ours: the median over repetitions. */
  readonly value: number;
  readonly unit: string;
  /** Whom or what ours is compared with. */
  readonly peer: string;
  readonly peerValue: number;
  /** Above 1 means better than the peer, whatever the unit. The median of the pairs' ratios. */
  readonly ratio: number;
  /** Lowest and highest ratio of a pair. */
  readonly spread: readonly [low: number, high: number];
  /** For people: what was fed in, and figures that explain the result. */
  readonly details: readonly string[];
}

/** Thrown where what a benchmark needs is not on this machine. */
export class Skipped extends Error {
  override readonly name = 'Skipped';
}
