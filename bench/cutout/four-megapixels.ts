import { speedBenchmark } from './speed.ts';

export const cutoutFourMegapixels = speedBenchmark({
  megapixels: 4,
  format: 'rgba',
  target: { field: 'ratio', bound: 'at least', limit: 3.5 },
});
