import { traceContours } from '../../raster/contours.ts';
import { convolveSeparable, gaussianKernel } from '../../raster/smooth.ts';
import { between, type Random } from '../random.ts';
import { diagonalOf, signedDistance, smoothNoise } from './shapes.ts';
import { type Labelled, maskSimulation } from './simulation.ts';

const opaqueWhere = (field: Float32Array, threshold: number) => Uint8Array.from(field, (value) => (value > threshold ? 255 : 0));

export const eroded = maskSimulation('eroded', ['EDGE_ERODED'], ({ truth }, random) =>
  opaqueWhere(signedDistance(truth), between(random, 0.003, 0.01) * diagonalOf(truth)),
);

export const dilated = maskSimulation('dilated', ['EDGE_DILATED'], ({ truth }, random) =>
  opaqueWhere(signedDistance(truth), -between(random, 0.003, 0.01) * diagonalOf(truth)),
);

export const shifted = maskSimulation('shifted', ['EDGE_SHIFTED'], ({ truth }, random) => {
  const { data, widthPx, heightPx } = truth;
  const angle = between(random, 0, 2 * Math.PI);
  const away = between(random, 0.003, 0.012) * diagonalOf(truth);
  const dx = Math.round(away * Math.cos(angle));
  const dy = Math.round(away * Math.sin(angle));
  return Uint8Array.from(data, (_, at) => {
    const x = (at % widthPx) - dx;
    const y = Math.floor(at / widthPx) - dy;
    return x >= 0 && y >= 0 && x < widthPx && y < heightPx ? (data[y * widthPx + x] ?? 0) : 0;
  });
});

/** A rim of background that fades out, as matting leaves it that does not clean its colours. */
export const fringe = maskSimulation(
  'fringe',
  ['FRINGE'],
  ({ truth }, random) => {
    const reach = between(random, 0.002, 0.006) * diagonalOf(truth);
    const strength = between(random, 0.5, 0.95);
    return Uint8Array.from(signedDistance(truth), (distance) =>
      distance > 0 ? 255 : Math.max(0, 255 * strength * (1 + distance / reach)),
    );
  },
  'look',
);

export const softEdge = maskSimulation(
  'soft edge',
  ['SOFT_EDGE'],
  ({ truth }, random) => {
    const kernel = gaussianKernel(between(random, 0.003, 0.008) * diagonalOf(truth));
    return Uint8Array.from(convolveSeparable(Float32Array.from(truth.data), truth.widthPx, truth.heightPx, kernel, kernel), Math.round);
  },
  'look',
);

/** The edge wobbles at random, or comes in the blocks of a mask that was enlarged. */
export const jagged = maskSimulation('jagged', ['JAGGED_EDGE'], (picture, random) =>
  random() < 0.5 ? wobbling(picture, random) : blocky(picture, random),
);

function wobbling({ truth }: Labelled, random: Random): Uint8Array {
  const amplitude = between(random, 0.0025, 0.006) * diagonalOf(truth);
  const noise = smoothNoise(truth.widthPx, truth.heightPx, between(random, 0.001, 0.003) * diagonalOf(truth), random);
  return Uint8Array.from(signedDistance(truth), (distance, at) => (distance + amplitude * (noise[at] ?? 0) > 0 ? 255 : 0));
}

function blocky({ truth }: Labelled, random: Random): Uint8Array {
  const { data, widthPx } = truth;
  const blockPx = Math.max(3, Math.round(between(random, 0.005, 0.012) * diagonalOf(truth)));
  return Uint8Array.from(data, (_, at) => {
    const x = at % widthPx;
    const y = Math.floor(at / widthPx);
    return data[(y - (y % blockPx)) * widthPx + x - (x % blockPx)] ?? 0;
  });
}

/** The outline as straight lines between few points, as it is drawn by hand in a hurry. */
export const polygonised = maskSimulation('polygonised', ['EDGE_LOOSE'], ({ truth }, random) => {
  const { widthPx, heightPx } = truth;
  const stepPx = between(random, 0.02, 0.05) * diagonalOf(truth);
  const out = new Uint8Array(widthPx * heightPx);
  for (const contour of traceContours(truth.data, widthPx, heightPx)) {
    if (contour.areaPx <= 0) continue;
    const corners = Math.max(3, Math.round(contour.x.length / stepPx));
    const points = Array.from({ length: corners }, (_, corner) => {
      const at = Math.floor((corner / corners) * contour.x.length);
      return { x: contour.x[at] ?? 0, y: contour.y[at] ?? 0 };
    });
    fillPolygon(points, out, widthPx, heightPx);
  }
  return out;
});

function fillPolygon(points: readonly { x: number; y: number }[], out: Uint8Array, widthPx: number, heightPx: number): void {
  for (let y = 0; y < heightPx; y++) {
    const crossings: number[] = [];
    for (const [index, from] of points.entries()) {
      const to = points[(index + 1) % points.length] ?? from;
      if (from.y <= y + 0.5 === to.y <= y + 0.5) continue;
      crossings.push(from.x + ((y + 0.5 - from.y) / (to.y - from.y)) * (to.x - from.x));
    }
    crossings.sort((one, other) => one - other);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.max(0, Math.round(crossings[pair] ?? 0));
      const to = Math.min(widthPx, Math.round(crossings[pair + 1] ?? 0));
      if (to > from) out.fill(255, y * widthPx + from, y * widthPx + to);
    }
  }
}
