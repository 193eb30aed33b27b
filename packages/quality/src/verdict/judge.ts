import type { DefectCode, PhotoReport, Report, Verdict } from '../report.ts';
import { type ThresholdsInput, thresholdsSchema } from './thresholds.ts';

/** What decided: a rule that was broken, with the defect where it is about one. No reasons stand behind a `pass`. */
export type Reason = { readonly rule: 'score' | 'confidence' } | { readonly rule: 'defect'; readonly code: DefectCode };

export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
}

/**
 * Judges a report by thresholds; needs no pixels, so stored reports can be judged again when a dealership moves its lines.
 * Throws a `ZodError` where the thresholds are not valid.
 *
 * @example
 * judge(storedReport, { pass: 90 }).verdict // 'review'
 */
export function judge(report: Pick<Report | PhotoReport, 'score' | 'confidence' | 'defects'>, thresholds: ThresholdsInput = {}): Judgement {
  const { pass, review, passConfidence, rejectOn } = thresholdsSchema.parse(thresholds);
  const fatal = report.defects.filter((defect) => defect.severity === 'critical' && rejectOn.includes(defect.code));
  const codes = [...new Set(fatal.map((defect) => defect.code))];
  const reasons: Reason[] = codes.map((code) => ({ rule: 'defect', code }));
  if (report.score < pass) reasons.push({ rule: 'score' });
  if (fatal.length > 0 || report.score < review) return { verdict: 'reject', reasons };
  if (report.confidence < passConfidence) reasons.push({ rule: 'confidence' });
  return { verdict: reasons.length > 0 ? 'review' : 'pass', reasons };
}
