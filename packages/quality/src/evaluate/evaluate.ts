import type { DefectCode, Verdict } from '../report.ts';
import { type EvaluateOptions, evaluateOptionsSchema, type ResolvedEvaluateOptions } from './options.ts';
import { seededRandom, seedOf } from './random.ts';
import { type EvaluationCase, type EvaluationRow, scoreCases } from './rows.ts';
import { simulations } from './simulate/simulations.ts';
import { areaUnderCurve, bootstrapByGroup, calibrationError, type Estimate, spearman } from './statistics.ts';

/** How well one simulated defect is told from clean cutouts of the same half. */
export interface DefectResult {
  readonly defect: string;
  /** The detector made for it; `null` where there is none. */
  readonly code: DefectCode | null;
  readonly rows: number;
  /** AUC of the detector's measure, of the whole score, and of both baselines. */
  readonly detector: Estimate;
  readonly score: Estimate;
  readonly areaAlone: Estimate;
  readonly edgeAlone: Estimate;
  /** The measure's threshold as chosen on the development half, and what it does on this one. */
  readonly carriedOver: { readonly threshold: number; readonly found: number; readonly falseAlarms: number } | null;
}

/** How well something ranks cutouts by their true boundary IoU. */
export interface RankingResult {
  readonly by: 'score' | 'mask score' | 'area alone' | 'edge alone';
  readonly spearman: Estimate;
  /** AUC for a boundary IoU below the bound. */
  readonly poor: Estimate;
}

/** One defect left out: the score threshold is chosen on the others of the development half, and tried on this one of the held-out half. */
export interface LeftOutResult {
  readonly defect: string;
  readonly threshold: number;
  /** Share of poor masks below the threshold, and of good ones above it; `null` where there are none. */
  readonly poorFound: number | null;
  readonly goodKept: number | null;
}

export interface HalfResult {
  readonly half: EvaluationRow['half'];
  readonly groups: number;
  readonly rows: number;
  /** Over all rows, then over those whose mask is clean or spoilt: soft edges and dark photos have a good boundary IoU. */
  readonly allRows: readonly RankingResult[];
  readonly maskRows: readonly RankingResult[];
  readonly defects: readonly DefectResult[];
  readonly cleanVerdicts: Readonly<Record<Verdict, number>>;
  readonly calibrationError: number | null;
}

export interface Evaluation {
  readonly development: HalfResult;
  readonly heldOut: HalfResult;
  readonly leftOut: readonly LeftOutResult[];
  readonly rows: readonly EvaluationRow[];
}

/**
 * Measures every detector and the score on photos with true masks: each cutout as it is and with every simulated defect.
 *
 * Groups are divided into two halves. Everything that is chosen, thresholds above all, is chosen on the development half; the
 * held-out half shows how it carries over. Intervals come from drawing whole groups again. Beside each figure stands what
 * the car's area alone, and the photo's edges alone, would have achieved.
 *
 * @example
 * const evaluation = await evaluateDetectors(casesOf('labelled'));
 * process.stdout.write(evaluationTable(evaluation));
 */
export async function evaluateDetectors(cases: AsyncIterable<EvaluationCase>, options: EvaluateOptions = {}): Promise<Evaluation> {
  const resolved = evaluateOptionsSchema.parse(options);
  return summariseRows(await scoreCases(cases, resolved), resolved);
}

/** What {@link evaluateDetectors} makes of rows that have been scored before. */
export function summariseRows(rows: readonly EvaluationRow[], options: ResolvedEvaluateOptions): Evaluation {
  const development = rows.filter(({ half }) => half === 'development');
  const heldOut = rows.filter(({ half }) => half === 'held-out');
  const thresholds = thresholdsOf(development, options);
  return {
    development: summariseHalf('development', development, thresholds, options),
    heldOut: summariseHalf('held-out', heldOut, thresholds, options),
    leftOut: leaveOneOut(development, heldOut, options),
    rows,
  };
}

function summariseHalf(
  half: EvaluationRow['half'],
  rows: readonly EvaluationRow[],
  thresholds: Thresholds,
  options: ResolvedEvaluateOptions,
): HalfResult {
  const clean = rows.filter(({ defect }) => defect === 'clean');
  const maskRows = rows.filter(({ spoils }) => spoils === 'mask' || spoils === 'nothing');
  const verdicts = (verdict: Verdict) => clean.filter((row) => row.verdict === verdict).length;
  return {
    half,
    groups: new Set(rows.map(({ group }) => group)).size,
    rows: rows.length,
    allRows: ranking(rows, options),
    maskRows: ranking(maskRows, options),
    defects: simulations
      .filter(({ name }) => rows.some(({ defect }) => defect === name))
      .map(({ name, expects }) => defectResult(name, expects[0], rows, thresholds.get(name), options)),
    cleanVerdicts: { pass: verdicts('pass'), review: verdicts('review'), reject: verdicts('reject') },
    calibrationError: calibrationError(maskRows.map((row) => promise(row, options))) ?? null,
  };
}

/** The confidence promises that a mask scored above half is good, and one below it poor. */
function promise({ confidence, maskScore, boundaryIou }: EvaluationRow, { poorBoundaryIou }: ResolvedEvaluateOptions) {
  return { promised: confidence, cameTrue: maskScore >= 50 === boundaryIou >= poorBoundaryIou };
}

type Figure = (row: EvaluationRow) => number;

const baselines = { 'area alone': (row: EvaluationRow) => row.areaAlone, 'edge alone': (row: EvaluationRow) => row.edgeAlone };
const scores = { score: (row: EvaluationRow) => row.score, 'mask score': (row: EvaluationRow) => row.maskScore };

function ranking(rows: readonly EvaluationRow[], options: ResolvedEvaluateOptions): RankingResult[] {
  const estimate = (name: string, figure: (part: readonly EvaluationRow[]) => number | undefined) =>
    bootstrapByGroup(rows, figure, options.bootstrapRounds, seededRandom(seedOf(options.seed, name)));
  const poor = (row: EvaluationRow) => row.boundaryIou < options.poorBoundaryIou;
  const result = (by: RankingResult['by'], figure: Figure): RankingResult => ({
    by,
    spearman: estimate(`spearman ${by}`, (part) =>
      spearman(
        part.map(figure),
        part.map((row) => row.boundaryIou),
      ),
    ),
    poor: estimate(`poor ${by}`, (part) => lowerIn(part, poor, figure)),
  });
  return [
    result('score', scores.score),
    result('mask score', scores['mask score']),
    result('area alone', baselines['area alone']),
    result('edge alone', baselines['edge alone']),
  ];
}

function lowerIn(rows: readonly EvaluationRow[], positive: (row: EvaluationRow) => boolean, figure: Figure): number | undefined {
  const [yes, no] = divide(rows, positive);
  return areaUnderCurve(
    yes.map((row) => -figure(row)),
    no.map((row) => -figure(row)),
  );
}

function defectResult(
  defect: string,
  code: DefectCode | undefined,
  all: readonly EvaluationRow[],
  threshold: number | undefined,
  options: ResolvedEvaluateOptions,
): DefectResult {
  const rows = all.filter((row) => row.defect === defect || row.defect === 'clean');
  const spoilt = (row: EvaluationRow) => row.defect === defect;
  const estimate = (figure: Figure) =>
    bootstrapByGroup(rows, (part) => lowerIn(part, spoilt, figure), options.bootstrapRounds, seededRandom(seedOf(options.seed, defect)));
  const [bad, clean] = divide(rows, spoilt);
  const above = (part: readonly EvaluationRow[]) =>
    code && threshold !== undefined ? part.filter((row) => (row.values[code] ?? 0) > threshold).length / Math.max(1, part.length) : 0;
  return {
    defect,
    code: code ?? null,
    rows: bad.length,
    detector: code ? estimate((row) => -(row.values[code] ?? 0)) : { value: null, low: null, high: null },
    score: estimate(scores.score),
    areaAlone: estimate(baselines['area alone']),
    edgeAlone: estimate(baselines['edge alone']),
    carriedOver: code && threshold !== undefined ? { threshold, found: above(bad), falseAlarms: above(clean) } : null,
  };
}

type Thresholds = ReadonlyMap<string, number>;

/** For each defect the measure that the allowed share of clean development cutouts exceeds. */
function thresholdsOf(development: readonly EvaluationRow[], { falseAlarmShare }: ResolvedEvaluateOptions): Thresholds {
  const clean = development.filter(({ defect }) => defect === 'clean');
  const thresholds = new Map<string, number>();
  for (const { name, expects } of simulations) {
    const [code] = expects;
    if (!code || clean.length === 0) continue;
    const values = clean.map((row) => row.values[code] ?? 0).sort((one, other) => one - other);
    thresholds.set(name, values[Math.ceil((1 - falseAlarmShare) * values.length) - 1] ?? 0);
  }
  return thresholds;
}

function leaveOneOut(
  development: readonly EvaluationRow[],
  heldOut: readonly EvaluationRow[],
  options: ResolvedEvaluateOptions,
): LeftOutResult[] {
  const poor = (row: EvaluationRow) => row.boundaryIou < options.poorBoundaryIou;
  const spoiling = simulations.filter(({ name, spoils }) => spoils === 'mask' && heldOut.some(({ defect }) => defect === name));
  return spoiling.map(({ name }) => {
    const rows = development.filter((row) => row.defect !== name && (row.spoils === 'mask' || row.spoils === 'nothing'));
    const threshold = bestThreshold(rows, poor);
    const [bad, good] = divide(
      heldOut.filter((row) => row.defect === name || row.defect === 'clean'),
      poor,
    );
    const share = (part: readonly EvaluationRow[], below: boolean) =>
      part.length === 0 ? null : part.filter((row) => row.maskScore < threshold === below).length / part.length;
    return { defect: name, threshold, poorFound: share(bad, true), goodKept: share(good, false) };
  });
}

/** The mask score that divides poor from good with the best mean of both hit rates. */
function bestThreshold(rows: readonly EvaluationRow[], poor: (row: EvaluationRow) => boolean): number {
  const [bad, good] = divide(rows, poor);
  let best = 50;
  let most = Number.NEGATIVE_INFINITY;
  for (let threshold = 0; threshold <= 100; threshold++) {
    const found = bad.filter((row) => row.maskScore < threshold).length / Math.max(1, bad.length);
    const kept = good.filter((row) => row.maskScore >= threshold).length / Math.max(1, good.length);
    if (found + kept <= most) continue;
    most = found + kept;
    best = threshold;
  }
  return best;
}

function divide<Row>(rows: readonly Row[], holds: (row: Row) => boolean): [Row[], Row[]] {
  return [rows.filter(holds), rows.filter((row) => !holds(row))];
}
