export { boxMean } from './box-mean.ts';
export { type Component, type Components, findComponents } from './components.ts';
export { nearestTo, squaredDistanceTo } from './distance.ts';
export { erode } from './erode.ts';
export { countLevels, percentileOf } from './luma.ts';
export { convolveSeparable, gaussianKernel } from './smooth.ts';
export { thin } from './thin.ts';
