import type { Candidate } from './candidate.ts';

/** Whom to ask first: the others follow when that one fails. */
export type Choice =
  /** As the providers were given. */
  | 'order'
  /** The cheapest, by what this very request usually costs. */
  | 'price'
  /** The fastest, by what its calls took lately. */
  | 'speed'
  /** The best, by the scores of its results lately. */
  | 'quality'
  /** By chance, each as often as its weight says; 1 where none is said, and with 0 only when all others failed. */
  | { readonly weights: Readonly<Record<string, number>> }
  /** Anything else. What is left out is not asked. */
  | ((candidates: readonly Candidate[], now: number) => readonly Candidate[]);

export interface OrderContext {
  readonly now: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Puts candidates into the order in which they are asked. Equals stay as they were given. Changes nothing. */
export function order(candidates: readonly Candidate[], choice: Choice, { now, random }: OrderContext): readonly Candidate[] {
  if (typeof choice === 'function') return choice(candidates, now);
  if (candidates.length < 2 || choice === 'order') return candidates;
  if (choice === 'price') return sortedBy(candidates, ({ estimate }) => estimate.usual);
  if (choice === 'speed') return sortedBy(candidates, ({ history }) => history.expectedMs(now));
  if (choice === 'quality') return sortedBy(candidates, ({ history }) => -history.expectedScore(now));
  // Drawing without putting back: the smallest of exponentially distributed values with the weights as their rates is as likely as its weight
  // (Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006).
  return sortedBy(candidates, ({ provider }) => {
    const weight = choice.weights[provider.name] ?? 1;
    return weight > 0 ? -Math.log(1 - random()) / weight : Number.POSITIVE_INFINITY;
  });
}

function sortedBy(candidates: readonly Candidate[], value: (candidate: Candidate) => number): readonly Candidate[] {
  const valued = candidates.map((candidate) => ({ candidate, value: value(candidate) }));
  return valued.sort((one, other) => (one.value === other.value ? 0 : one.value - other.value)).map(({ candidate }) => candidate);
}
