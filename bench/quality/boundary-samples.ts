import { samples } from '../material/sets.ts';
import { boundaryBenchmark } from './boundary.ts';

export const qualityBoundarySamples = boundaryBenchmark('quality.boundary.samples', 'rendered cars', samples);
