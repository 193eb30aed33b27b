import type { Action, Aspect } from '../report.ts';
import type { CutoutView } from '../scene/cutout-view.ts';
import type { Place } from '../scene/frame.ts';
import type { Overlay } from '../scene/overlay.ts';
import type { PhotoView } from '../scene/photo-view.ts';

/** One place where something is wrong. */
export interface Finding {
  /** In pixels of the working copy. */
  readonly place: Place;
  /** The share of the picture's worth that this costs, 0 to 1. */
  readonly loss: number;
  /** How sure it is that this is a defect, 0 to 1; the score loses `loss × confidence`. */
  readonly confidence: number;
  /** The measure here, where it differs from the reading's. */
  readonly value?: number;
  /** Instead of the detector's own, where this finding asks for something else. */
  readonly suggestion?: string;
  readonly action?: Action;
}

/** What a detector measured. `undefined` instead means that the pictures show too little to tell. */
export interface Reading {
  /** In the detector's unit; grows with the defect, and is there also for a picture without it. */
  readonly value: number;
  readonly findings: readonly Finding[];
}

interface Described<Code extends string> {
  readonly code: Code;
  readonly aspect: Aspect;
  /** What `value` is and its unit. A length in `px` is measured on the working copy, and reported in pixels of the photo at full size. */
  readonly measure: { readonly name: string; readonly unit: string };
  /** One sentence for a dealer: what to do. */
  readonly suggestion: string;
  readonly action: Action;
}

/** Looks at a photo; `cutout` tells where the car is, if that is known. */
export interface PhotoDetector<Code extends string = string> extends Described<Code> {
  detect(photo: PhotoView, cutout: CutoutView | undefined): Reading | undefined;
}

/** Looks at a cutout alone. */
export interface CutoutDetector<Code extends string = string> extends Described<Code> {
  detect(cutout: CutoutView): Reading | undefined;
}

/** Looks at a cutout laid over its photo. */
export interface ComparisonDetector<Code extends string = string> extends Described<Code> {
  detect(overlay: Overlay): Reading | undefined;
}

/** 0 up to `from`, 1 from `to` on, straight between them; `from` above `to` runs downwards. */
export function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
