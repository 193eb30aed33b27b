export { type Component, type Components, findComponents } from './components.ts';
export { squaredDistanceTo } from './distance.ts';
export { boxMean } from './smooth.ts';
