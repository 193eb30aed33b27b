import { median } from '../measure.ts';

export interface MemoryVerdict {
  readonly photos: number;
  readonly isFlat: boolean;
  /** Photos at the start that do not count: heaps and pools grow to their size. */
  readonly skipped: number;
  /** Photos at either end whose medians are compared. */
  readonly window: number;
  readonly firstBytes: number;
  readonly lastBytes: number;
  /** 0.1 is 10 % more at the end. */
  readonly growth: number;
  /** Bytes a photo, by least squares over all that count. */
  readonly slopeBytes: number;
  readonly peakBytes: number;
}

/** Sawteeth of the garbage collection stay below this; a leak of one picture of 12 MP in a hundred does not. */
export const allowedGrowth = 0.1;

/** Compares resident memory after the first hundred photos with the end. Shorter runs skip a fifth. */
export function judgeMemory(residentBytes: readonly number[]): MemoryVerdict {
  const photos = residentBytes.length;
  const skipped = Math.min(100, Math.floor(photos / 5));
  const counted = residentBytes.slice(skipped);
  const window = Math.max(1, Math.min(100, Math.floor(counted.length / 2)));
  const firstBytes = median(counted.slice(0, window));
  const lastBytes = median(counted.slice(-window));
  const growth = lastBytes / firstBytes - 1;
  return {
    photos,
    isFlat: growth <= allowedGrowth,
    skipped,
    window,
    firstBytes,
    lastBytes,
    growth,
    slopeBytes: slopeOf(counted),
    peakBytes: Math.max(...residentBytes),
  };
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  let product = 0;
  let square = 0;
  for (const [at, value] of values.entries()) {
    product += (at - middle) * (value - average);
    square += (at - middle) ** 2;
  }
  return square === 0 ? 0 : product / square;
}
