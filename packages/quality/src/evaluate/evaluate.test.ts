import { beforeAll, describe, expect, it } from 'vitest';
import { syntheticCar } from '../testing/synthetic-car.ts';
import { type Evaluation, evaluateDetectors } from './evaluate.ts';
import { seededRandom, seedOf } from './random.ts';
import type { EvaluationCase } from './rows.ts';
import { simulations } from './simulate/simulations.ts';
import { areaUnderCurve, bootstrapByGroup, calibrationError, spearman } from './statistics.ts';
import { evaluationTable } from './table.ts';

async function* cases(): AsyncGenerator<EvaluationCase> {
  for (const [index, size] of [240, 270, 300, 330].entries())
    yield { id: `car ${index}`, group: `group ${index}`, ...syntheticCar(1.5 * size, size) };
}

const options = { defects: ['eroded', 'islands', 'blur'], bootstrapRounds: 20 };

describe('an evaluation', () => {
  let evaluation: Evaluation;
  beforeAll(async () => {
    evaluation = await evaluateDetectors(cases(), options);
  });

  it('scores each photo clean and with each defect, once', () => {
    const { rows, development, heldOut } = evaluation;
    expect(rows.length).toBe(4 * 4);
    expect(development.rows + heldOut.rows).toBe(16);
    expect(rows.filter(({ defect }) => defect === 'clean').every(({ boundaryIou }) => boundaryIou === 1)).toBe(true);
    expect(rows.filter(({ defect }) => defect === 'eroded').every(({ boundaryIou }) => boundaryIou < 0.9)).toBe(true);
  });

  it('keeps a group in one half', () => {
    for (const part of Map.groupBy(evaluation.rows, ({ group }) => group).values())
      expect(new Set(part.map(({ half }) => half)).size).toBe(1);
  });

  it('gives the same for the same seed', async () => {
    expect(await evaluateDetectors(cases(), options)).toEqual(evaluation);
    expect(await evaluateDetectors(cases(), { ...options, seed: 'other' })).not.toEqual(evaluation);
  });

  it('is plain data, and a table with the baselines beside the figures', () => {
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
    const table = evaluationTable(evaluation);
    for (const words of ['held-out half', 'area alone', 'edge alone', 'all rows', 'one defect left out', ...options.defects])
      expect(table).toContain(words);
  });

  it('stops when it is cancelled', async () => {
    await expect(evaluateDetectors(cases(), { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('refuses a defect that nobody simulates', async () => {
    await expect(evaluateDetectors(cases(), { defects: ['rust'] })).rejects.toThrow();
  });
});

describe('each simulation', () => {
  const car = syntheticCar(360, 240);

  it.each(simulations.map((simulation) => [simulation.name, simulation] as const))(
    '%s is the same for the same seed, and changes something',
    (_, simulation) => {
      const one = simulation.apply(car, seededRandom(seedOf('a')));
      expect(simulation.apply(car, seededRandom(seedOf('a')))).toEqual(one);
      const alpha = one.cutout.data.filter((_, at) => at % 4 === 3);
      const changed =
        simulation.spoils === 'photo'
          ? one.photo.data.some((value, at) => value !== car.photo.data[at])
          : alpha.some((value, at) => value !== car.truth.data[at]);
      expect(changed).toBe(true);
      expect(one.cutout.widthPx * one.cutout.heightPx).toBe(one.truth.data.length);
    },
  );
});

describe('statistics', () => {
  it('AUC is the share of pairs in the right order, ties half', () => {
    expect(areaUnderCurve([3, 2], [1, 2])).toBe((1 + 1 + 1 + 0.5) / 4);
    expect(areaUnderCurve([], [1])).toBeUndefined();
  });

  it('Spearman sees order and nothing else', () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, 1000])).toBeCloseTo(1, 12);
    expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(spearman([1, 2, 3], [5, 5, 5])).toBeUndefined();
  });

  it('a bootstrap by group is wider when rows of a group are alike', () => {
    const alike = Array.from({ length: 40 }, (_, at) => ({ group: `${Math.floor(at / 10)}`, value: Math.floor(at / 10) }));
    const apart = alike.map(({ value }, at) => ({ group: `${at}`, value }));
    const mean = (rows: readonly { value: number }[]) => rows.reduce((sum, { value }) => sum + value, 0) / rows.length;
    const width = ({ low, high }: { low: number | null; high: number | null }) => (high ?? 0) - (low ?? 0);
    expect(width(bootstrapByGroup(alike, mean, 200, seededRandom(1)))).toBeGreaterThan(
      2 * width(bootstrapByGroup(apart, mean, 200, seededRandom(1))),
    );
  });

  it('calibration error is 0 for promises that come true as often as said', () => {
    const rows = Array.from({ length: 100 }, (_, at) => ({ promised: 0.5, cameTrue: at % 2 === 0 }));
    expect(calibrationError(rows)).toBeCloseTo(0, 9);
    expect(calibrationError(rows.map((row) => ({ ...row, promised: 1 })))).toBeCloseTo(0.5, 9);
  });
});
