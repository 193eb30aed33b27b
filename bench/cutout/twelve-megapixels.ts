import { speedBenchmark } from './speed.ts';

export const cutoutTwelveMegapixels = speedBenchmark({
  megapixels: 12,
  format: 'png',
  target: { field: 'ratio', bound: 'at least', limit: 5 },
});
