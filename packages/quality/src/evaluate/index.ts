export {
  type DefectResult,
  type Evaluation,
  evaluateDetectors,
  type HalfResult,
  type LeftOutResult,
  type RankingResult,
  summariseRows,
} from './evaluate.ts';
export { type EvaluateOptions, evaluateOptionsSchema } from './options.ts';
export type { EvaluationCase, EvaluationRow } from './rows.ts';
export type { Labelled, Simulation, Spoilt } from './simulate/simulation.ts';
export { simulations } from './simulate/simulations.ts';
export type { Estimate } from './statistics.ts';
export { evaluationTable } from './table.ts';
