import { labelled } from '../material/sets.ts';
import { boundaryBenchmark } from './boundary.ts';

export const qualityBoundaryLabelled = boundaryBenchmark('quality.boundary.labelled', 'photographed vehicles', async () =>
  (await labelled()).filter(({ isVehicle }) => isVehicle),
);
