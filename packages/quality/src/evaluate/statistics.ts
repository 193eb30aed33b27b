/** Ranks from 0; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((one, other) => one.value - other.value);
  const out = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && order[to]?.value === order[from]?.value) to++;
    for (let at = from; at < to; at++) out[order[at]?.index ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return out;
}

/**
 * Area under the ROC curve: how often a value of `positives` exceeds one of `negatives`, ties half. `undefined` if one is empty.
 *
 * Source: Hanley and McNeil, "The Meaning and Use of the Area under a ROC Curve", Radiology 143 (1982).
 */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number | undefined {
  if (positives.length === 0 || negatives.length === 0) return undefined;
  const sum = ranks([...positives, ...negatives])
    .slice(0, positives.length)
    .reduce((total, rank) => total + rank, 0);
  return (sum - (positives.length * (positives.length - 1)) / 2) / (positives.length * negatives.length);
}

/** Spearman's rank correlation, -1 to 1; `undefined` for fewer than three rows, or where one side does not vary. */
export function spearman(one: readonly number[], other: readonly number[]): number | undefined {
  if (one.length < 3) return undefined;
  const first = ranks(one);
  const second = ranks(other);
  const mean = (one.length - 1) / 2;
  let products = 0;
  let squaresOne = 0;
  let squaresOther = 0;
  for (let at = 0; at < first.length; at++) {
    const a = (first[at] ?? 0) - mean;
    const b = (second[at] ?? 0) - mean;
    products += a * b;
    squaresOne += a * a;
    squaresOther += b * b;
  }
  const scale = Math.sqrt(squaresOne * squaresOther);
  return scale === 0 ? undefined : products / scale;
}

/** A figure with its 95 % interval; `null` where there was nothing to compute it from. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * Estimates a figure and how far it would move with other photos: whole groups are drawn with replacement, since photos of one
 * group resemble each other and do not count as many.
 *
 * Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, percentile interval; Cameron, Gelbach and Miller
 * (2008) on drawing clusters.
 */
export function bootstrapByGroup<Row extends { readonly group: string }>(
  rows: readonly Row[],
  figure: (rows: readonly Row[]) => number | undefined,
  rounds: number,
  random: () => number,
): Estimate {
  const groups = [...Map.groupBy(rows, (row) => row.group).values()];
  const drawn: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const value = figure(groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? []));
    if (value !== undefined) drawn.push(value);
  }
  drawn.sort((one, other) => one - other);
  const at = (share: number) => drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))] ?? null;
  return { value: figure(rows) ?? null, low: at(0.025), high: at(0.975) };
}

/**
 * Expected calibration error: the mean distance between what was promised and what came true, over ten bins of equal numbers.
 *
 * Source: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015; bins of
 * equal numbers after Nguyen and O'Connor (2015).
 */
export function calibrationError(rows: readonly { readonly promised: number; readonly cameTrue: boolean }[]): number | undefined {
  if (rows.length === 0) return undefined;
  const sorted = rows.toSorted((one, other) => one.promised - other.promised);
  const bins = Math.min(10, sorted.length);
  let error = 0;
  for (let bin = 0; bin < bins; bin++) {
    const part = sorted.slice(Math.floor((bin * sorted.length) / bins), Math.floor(((bin + 1) * sorted.length) / bins));
    const promised = part.reduce((sum, row) => sum + row.promised, 0);
    const cameTrue = part.filter((row) => row.cameTrue).length;
    error += Math.abs(promised - cameTrue) / sorted.length;
  }
  return error;
}
