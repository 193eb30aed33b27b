import { dilated, eroded, fringe, jagged, polygonised, shifted, softEdge } from './edges.ts';
import { cutOff, holes, islands, missingPart, residue, semiTransparentBody, shadowKept, snapped } from './parts.ts';
import { blur, haze, motionBlur, noise, overExposure, underExposure } from './photos.ts';
import type { Simulation } from './simulation.ts';

/** Every defect that the benchmark simulates; a new one is one line here. */
export const simulations: readonly Simulation[] = [
  eroded,
  dilated,
  shifted,
  fringe,
  missingPart,
  residue,
  shadowKept,
  islands,
  jagged,
  cutOff,
  polygonised,
  snapped,
  semiTransparentBody,
  holes,
  softEdge,
  blur,
  motionBlur,
  noise,
  underExposure,
  overExposure,
  haze,
];
