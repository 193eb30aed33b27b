import { speedBenchmark } from './speed.ts';

export const cutoutOneMegapixel = speedBenchmark({ megapixels: 1, format: 'rgba' });
