/** A promise that only shows itself over many turns, and only at a length that `npm test` has no time for. */
export interface Soak {
  readonly name: string;
  readonly title: string;
  /** Turns unless `--count` says otherwise. */
  readonly count: number;
  run(context: SoakContext): Promise<SoakVerdict>;
}

export interface SoakContext {
  readonly count: number;
  /** The same seed gives the same moments. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** One line for whoever waits. */
  say(text: string): void;
}

export interface SoakVerdict {
  readonly isGood: boolean;
  /** For people. */
  readonly lines: readonly string[];
  /** For machines. */
  readonly facts: object;
}
