import type { Aspect, Report, Severity } from '../report.ts';

/**
 * The score is 100 × Π (1 − lossᵢ), over one loss for each defect code, from 0 (nothing wrong) to 1 (spoilt).
 *
 * A product and not a sum: several small faults add up, one that spoils the picture cannot be paid for by others that are
 * absent, and it never leaves 0 to 100. Each detector documents how its measure becomes a loss; no weight is fitted to
 * pictures, so a kind of mistake that nobody foresaw cannot be mistaken for a good sign.
 */
export function scoreOf(losses: readonly number[]): number {
  const kept = losses.reduce((product, loss) => product * (1 - loss), 1);
  return Math.round(kept * 1000) / 10;
}

/** The loss at and above which a finding is `major`, and `critical`: one such finding costs a quarter, or half, of the score. */
const severityLoss = { major: 0.25, critical: 0.5 } as const;

export function severityOf(loss: number): Severity {
  if (loss >= severityLoss.critical) return 'critical';
  return loss >= severityLoss.major ? 'major' : 'minor';
}

/** Score of one aspect by the same formula, or `null` where nothing of it was examined. */
export function aspectScore(aspect: Aspect, measured: readonly { readonly aspect: Aspect; readonly loss: number }[]): number | null {
  const losses = measured.filter((entry) => entry.aspect === aspect).map((entry) => entry.loss);
  return losses.length === 0 ? null : scoreOf(losses);
}

/** The score by the aspects that are about the mask alone: its edges, what is missing and what is too much. */
export function maskScoreOf({ edges, completeness, cleanliness }: Report['aspects']): number {
  return [edges, completeness, cleanliness].reduce<number>((product, score) => (product * (score ?? 100)) / 100, 100);
}
