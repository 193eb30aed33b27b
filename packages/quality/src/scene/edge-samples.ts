import type { Contour } from '../raster/contours.ts';
import { smoothClosed } from '../raster/smooth.ts';
import type { Frame } from './frame.ts';
import { ownPartShare } from './own-part.ts';

/** Consecutive samples of one contour, from `start` to before `end`; the last is a neighbour of the first. */
export interface EdgeChain {
  readonly start: number;
  readonly end: number;
  /** The line round the car, or a large part of it, round a hole in it, or round a speck beside it. */
  readonly kind: 'outline' | 'hole' | 'speck';
  /** Contour points from one sample to the next. */
  readonly stride: number;
}

/** Points spread evenly along the cutout's edge with the direction that leads out of it. */
export interface EdgeSamples {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Unit normal, from the car to the ground. */
  readonly normalX: Float32Array;
  readonly normalY: Float32Array;
  /** 1 where the edge is the picture's border, and says nothing. */
  readonly onBorder: Uint8Array;
  readonly chains: readonly EdgeChain[];
}

// Enough that a wheel of a car that fills a third of the picture still has thirty; more only costs time.
const mostSamples = 1600;
const shortestContour = 12;

/** Chooses at most about {@link mostSamples} points of all contours; normals come from the line smoothed over a few pixels. */
export function sampleEdge(contours: readonly Contour[], frame: Frame): EdgeSamples {
  const long = contours.filter((contour) => contour.x.length >= shortestContour);
  const points = long.reduce((sum, contour) => sum + contour.x.length, 0);
  const stride = Math.max(1, Math.round(points / mostSamples));
  const counts = long.map((contour) => Math.floor(contour.x.length / stride));
  const count = counts.reduce((sum, value) => sum + value, 0);
  const samples = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    normalX: new Float32Array(count),
    normalY: new Float32Array(count),
    onBorder: new Uint8Array(count),
  };
  const chains: EdgeChain[] = [];
  let at = 0;
  const largest = Math.max(0, ...long.map(({ areaPx }) => areaPx));
  for (const [index, contour] of long.entries()) {
    const end = at + (counts[index] ?? 0);
    chains.push({ start: at, end, kind: kindOf(contour, largest), stride });
    fillChain(contour, stride, at, end, samples, frame);
    at = end;
  }
  return { ...samples, chains };
}

function kindOf({ areaPx }: Contour, largestPx: number): EdgeChain['kind'] {
  if (areaPx < 0) return 'hole';
  return areaPx < ownPartShare * largestPx ? 'speck' : 'outline';
}

function fillChain(contour: Contour, stride: number, start: number, end: number, out: Omit<EdgeSamples, 'chains'>, { grid }: Frame): void {
  // Two pixels take the stairs of a binary mask out of the direction and leave mirrors and aerials in.
  const x = smoothClosed(contour.x, 2);
  const y = smoothClosed(contour.y, 2);
  const length = x.length;
  const marginPx = 2;
  for (let at = start; at < end; at++) {
    const index = (at - start) * stride;
    const dx = (x[(index + 1) % length] ?? 0) - (x[(index + length - 1) % length] ?? 0);
    const dy = (y[(index + 1) % length] ?? 0) - (y[(index + length - 1) % length] ?? 0);
    const norm = Math.hypot(dx, dy) || 1;
    const px = x[index] ?? 0;
    const py = y[index] ?? 0;
    out.x[at] = px;
    out.y[at] = py;
    out.normalX[at] = dy / norm;
    out.normalY[at] = -dx / norm;
    const near = px < marginPx || py < marginPx || px > grid.widthPx - marginPx || py > grid.heightPx - marginPx;
    out.onBorder[at] = near || contour.onBorder[index] === 1 ? 1 : 0;
  }
}
