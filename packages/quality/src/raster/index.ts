export { boxMean } from './box-mean.ts';
export { type Component, type Components, findComponents } from './components.ts';
export { squaredDistanceTo } from './distance.ts';
