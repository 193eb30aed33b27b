import type { DefectResult, Evaluation, HalfResult, RankingResult } from './evaluate.ts';
import type { Estimate } from './statistics.ts';

/** An evaluation as text for a terminal: all rows first, baselines beside every figure, both halves, what carries over. */
export function evaluationTable(evaluation: Evaluation): string {
  const lines = [...halfLines(evaluation.heldOut), '', ...halfLines(evaluation.development), '', ...leftOutLines(evaluation)];
  return `${lines.join('\n')}\n`;
}

function halfLines(half: HalfResult): string[] {
  const { pass, review, reject } = half.cleanVerdicts;
  return [
    `${half.half} half: ${half.rows} cutouts of ${half.groups} groups; clean: ${pass} pass, ${review} review, ${reject} reject; calibration error ${number(half.calibrationError)}`,
    '',
    row(['ranking by boundary IoU', 'Spearman, all rows', 'AUC poor, all rows', 'Spearman, mask rows', 'AUC poor, mask rows']),
    ...half.allRows.map((result, index) => rankingLine(result, half.maskRows[index])),
    '',
    row(['defect', 'AUC detector', 'AUC score', 'area alone', 'edge alone', 'found / false alarms at the development threshold']),
    ...half.defects.map(defectLine),
  ];
}

function rankingLine(all: RankingResult, mask: RankingResult | undefined): string {
  return row([all.by, interval(all.spearman), interval(all.poor), mask ? interval(mask.spearman) : '', mask ? interval(mask.poor) : '']);
}

function defectLine(result: DefectResult): string {
  const carried = result.carriedOver;
  return row([
    result.defect,
    interval(result.detector),
    interval(result.score),
    number(result.areaAlone.value),
    number(result.edgeAlone.value),
    carried ? `${percent(carried.found)} / ${percent(carried.falseAlarms)}` : '-',
  ]);
}

function leftOutLines({ leftOut }: Evaluation): string[] {
  return [
    'one defect left out: threshold of the mask score from the others, development half, tried on the held-out half',
    row(['defect', 'threshold', 'poor found', 'good kept']),
    ...leftOut.map((result) => row([result.defect, String(result.threshold), percent(result.poorFound), percent(result.goodKept)])),
  ];
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell) => cell.padEnd(24))
    .join(' ')
    .trimEnd();
}

function interval({ value, low, high }: Estimate): string {
  return low === null || high === null ? number(value) : `${number(value)} (${number(low)} to ${number(high)})`;
}

function number(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}

function percent(value: number | null): string {
  return value === null ? '-' : `${Math.round(100 * value)} %`;
}
