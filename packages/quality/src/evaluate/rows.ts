import { throwIfAborted } from '@forecourt/errors';
import { examineCutout } from '../examine.ts';
import { boundaryIou } from '../metrics/boundary-iou.ts';
import type { MaskPixels, RgbaPixels } from '../pixels.ts';
import type { DefectCode, Verdict } from '../report.ts';
import { maskScoreOf } from '../verdict/score.ts';
import type { ResolvedEvaluateOptions } from './options.ts';
import { seededRandom, seedOf } from './random.ts';
import { cutWith, type Labelled, type Simulation, type Spoilt } from './simulate/simulation.ts';
import { simulations } from './simulate/simulations.ts';

/** A photo with its exact mask. Photos that resemble each other, frames of one film or views of one car, share a group. */
export interface EvaluationCase extends Labelled {
  readonly id: string;
  readonly group: string;
}

/** One cutout that was scored; plain data. */
export interface EvaluationRow {
  readonly id: string;
  readonly group: string;
  readonly half: 'development' | 'held-out';
  /** The simulated defect, or `clean`. */
  readonly defect: string;
  readonly spoils: Simulation['spoils'] | 'nothing';
  readonly score: number;
  /** The score by the aspects that are about the mask alone: edges, completeness, cleanliness. */
  readonly maskScore: number;
  readonly confidence: number;
  readonly verdict: Verdict;
  readonly codes: readonly DefectCode[];
  readonly values: Readonly<Partial<Record<DefectCode, number>>>;
  readonly boundaryIou: number;
  /** Baselines: the car's share of the picture, and how strongly the photo changes along the cutout's edge. */
  readonly areaAlone: number;
  readonly edgeAlone: number;
}

/** Scores every case as it is and with each simulated defect. */
export async function scoreCases(cases: AsyncIterable<EvaluationCase>, options: ResolvedEvaluateOptions): Promise<EvaluationRow[]> {
  const chosen = simulations.filter(({ name }) => options.defects?.includes(name) ?? true);
  const rows: EvaluationRow[] = [];
  for await (const item of cases) {
    throwIfAborted(options.signal);
    const half = isDevelopment(options.seed, item.group) ? 'development' : 'held-out';
    const { photo, truth } = item;
    const about = { id: item.id, group: item.group, half } as const;
    rows.push({ ...about, defect: 'clean', spoils: 'nothing', ...scoreOne({ photo, truth, cutout: cutWith(photo, truth.data) }) });
    for (const { name, spoils, apply } of chosen) {
      throwIfAborted(options.signal);
      rows.push({ ...about, defect: name, spoils, ...scoreOne(apply(item, seededRandom(seedOf(options.seed, item.id, name)))) });
    }
  }
  return rows;
}

/** Thresholds and losses may only be chosen on groups of this half. */
export function isDevelopment(seed: string, group: string): boolean {
  return seededRandom(seedOf(seed, group))() < 0.5;
}

function scoreOne({ photo, cutout, truth }: Spoilt): Omit<EvaluationRow, 'id' | 'group' | 'half' | 'defect' | 'spoils'> {
  const { report, overlay } = examineCutout({ photo, cutout });
  return {
    score: report.score,
    maskScore: maskScoreOf(report.aspects),
    confidence: report.confidence,
    verdict: report.verdict,
    codes: [...new Set(report.defects.map(({ code }) => code))],
    values: Object.fromEntries(report.measurements.map(({ code, measure }) => [code, measure.value])),
    boundaryIou: boundaryIou(alphaOf(cutout), truth),
    areaAlone: report.subject?.areaFraction ?? 0,
    edgeAlone: overlay?.offset().support ?? 0,
  };
}

function alphaOf({ data, widthPx, heightPx }: RgbaPixels): MaskPixels {
  const alpha = new Uint8Array(widthPx * heightPx);
  for (let pixel = 0; pixel < alpha.length; pixel++) alpha[pixel] = data[pixel * 4 + 3] ?? 0;
  return { data: alpha, widthPx, heightPx, channels: 1 };
}
