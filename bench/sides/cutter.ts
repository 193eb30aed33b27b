import type { RgbaPixels } from '../../packages/quality/src/index.ts';

export interface CutRequest {
  readonly format: 'rgba' | 'png';
  /** Ours alone has a report; off where time is compared with a peer that has none. */
  readonly report: boolean;
}

export interface Cut {
  /** Where the side tells it. */
  readonly inferenceMs: number | undefined;
}

/** A library that cuts out photos, as the measurements call it. */
export interface Cutter {
  /** Whether it takes several photos at once and orders them itself; the others get one after the other. */
  readonly queues: boolean;
  cut(photo: Uint8Array, request: CutRequest): Promise<Cut>;
  /** The upright cutout's pixels. */
  pixels(photo: Uint8Array): Promise<RgbaPixels>;
}
