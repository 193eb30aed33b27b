import type { RgbPixels } from '../../pixels.ts';
import { findComponents } from '../../raster/components.ts';
import { between, type Random } from '../random.ts';
import { areaOf, blob, boundsOf, diagonalOf, paint, pickPixel, signedDistance } from './shapes.ts';
import { cutWith, type Labelled, maskSimulation, type Simulation } from './simulation.ts';

/** A bite out of the car at its edge, round or along a straight line. */
export const missingPart = maskSimulation('missing part', ['MISSING_PART'], (picture, random) =>
  random() < 0.6 ? bitten(picture, random) : sliced(picture, random),
);

function bitten({ truth }: Labelled, random: Random): Uint8Array {
  const alpha = truth.data.slice();
  const distance = signedDistance(truth);
  const centre = pickPixel(truth.widthPx, truth.heightPx, random, (at) => (distance[at] ?? 0) > 0 && (distance[at] ?? 0) < 2);
  const radiusPx = between(random, 0.12, 0.3) * Math.sqrt(areaOf(truth));
  if (centre) paint(alpha, truth, centre, radiusPx, blob(centre, radiusPx, random), 0);
  return alpha;
}

function sliced({ truth }: Labelled, random: Random): Uint8Array {
  const { left, top, right, bottom } = boundsOf(truth);
  const share = between(random, 0.06, 0.22);
  const side = Math.floor(random() * 4);
  return truth.data.map((value, at) => {
    const x = at % truth.widthPx;
    const y = Math.floor(at / truth.widthPx);
    const depth =
      [(x - left) / (right - left), (y - top) / (bottom - top), (right - x) / (right - left), (bottom - y) / (bottom - top)][side] ?? 1;
    return depth < share ? 0 : value;
  });
}

/** Background that hangs on the car. */
export const residue = maskSimulation('residue', ['RESIDUE'], ({ truth }, random) => {
  const alpha = truth.data.slice();
  const distance = signedDistance(truth);
  const centre = pickPixel(truth.widthPx, truth.heightPx, random, (at) => (distance[at] ?? 0) < 0 && (distance[at] ?? 0) > -3);
  const radiusPx = between(random, 0.12, 0.3) * Math.sqrt(areaOf(truth));
  if (centre) paint(alpha, truth, centre, radiusPx, blob(centre, radiusPx, random), 255);
  return alpha;
});

/** The ground's shadow kept below the car; it is drawn into the photo first, since not every ground shows one. */
export const shadowKept: Simulation = {
  name: 'shadow kept',
  expects: ['SHADOW_KEPT'],
  spoils: 'mask',
  apply: ({ photo, truth }, random) => {
    const { left, top, right, bottom } = boundsOf(truth);
    const centre = { x: (left + right) / 2 + between(random, -0.05, 0.05) * (right - left), y: bottom - 0.04 * (bottom - top) };
    const halfWidth = between(random, 0.48, 0.58) * (right - left);
    const halfHeight = between(random, 0.08, 0.18) * (bottom - top);
    const fromCentre = (at: number) =>
      Math.hypot(((at % truth.widthPx) - centre.x) / halfWidth, (Math.floor(at / truth.widthPx) - centre.y) / halfHeight);
    const shaded = darken(photo, truth.data, fromCentre, between(random, 0.3, 0.6));
    const alpha = truth.data.map((value, at) => (fromCentre(at) < 1 ? 255 : value));
    return { photo: shaded, truth, cutout: cutWith(shaded, alpha) };
  },
};

function darken(photo: RgbPixels, truth: Uint8Array, fromCentre: (at: number) => number, light: number): RgbPixels {
  const data = photo.data.slice();
  for (let at = 0; at < truth.length; at++) {
    if ((truth[at] ?? 0) >= 128) continue;
    const distance = fromCentre(at);
    if (distance > 1.2) continue;
    const factor = light + (1 - light) * Math.min(1, Math.max(0, (distance - 0.8) / 0.4));
    for (let channel = 0; channel < 3; channel++) data[at * 3 + channel] = (data[at * 3 + channel] ?? 0) * factor;
  }
  return { ...photo, data };
}

export const islands = maskSimulation('islands', ['ISLANDS'], ({ truth }, random) => {
  const alpha = truth.data.slice();
  const distance = signedDistance(truth);
  const away = 0.03 * diagonalOf(truth);
  for (let count = 1 + Math.floor(4 * random()); count > 0; count--) {
    const centre = pickPixel(truth.widthPx, truth.heightPx, random, (at) => (distance[at] ?? 0) < -away);
    const radiusPx = between(random, 0.02, 0.07) * Math.sqrt(areaOf(truth));
    if (centre) paint(alpha, truth, centre, radiusPx, blob(centre, radiusPx, random), 255);
  }
  return alpha;
});

export const holes = maskSimulation('holes', ['HOLES'], ({ truth }, random) => {
  const alpha = truth.data.slice();
  const distance = signedDistance(truth);
  for (let count = 1 + Math.floor(3 * random()); count > 0; count--) {
    const radiusPx = between(random, 0.03, 0.1) * Math.sqrt(areaOf(truth));
    const centre = pickPixel(truth.widthPx, truth.heightPx, random, (at) => (distance[at] ?? 0) > 1.2 * radiusPx);
    if (centre) paint(alpha, truth, centre, radiusPx, blob(centre, radiusPx, random), 0);
  }
  return alpha;
});

export const semiTransparentBody = maskSimulation(
  'semi-transparent body',
  ['SEMI_TRANSPARENT_BODY'],
  ({ truth }, random) => {
    const alpha = truth.data.slice();
    const distance = signedDistance(truth);
    const radiusPx = between(random, 0.12, 0.35) * Math.sqrt(areaOf(truth));
    const centre = pickPixel(truth.widthPx, truth.heightPx, random, (at) => (distance[at] ?? 0) > 0.4 * radiusPx);
    const opacity = Math.round(between(random, 100, 210));
    if (centre) paint(alpha, truth, centre, radiusPx, blob(centre, radiusPx, random), opacity, (at) => (distance[at] ?? 0) > 0);
    return alpha;
  },
  'look',
);

/** The photo's framing cuts the car: the picture is cropped through it, so the mask is right and the photo is not. */
export const cutOff: Simulation = {
  name: 'cut off',
  expects: ['CUT_OFF'],
  spoils: 'photo',
  apply: ({ photo, truth }, random) => {
    const { left, top, right, bottom } = boundsOf(truth);
    const share = between(random, 0.08, 0.3);
    const side = Math.floor(random() * 4);
    const crop = { left: 0, top: 0, right: truth.widthPx, bottom: truth.heightPx };
    if (side === 0) crop.left = Math.round(left + share * (right - left));
    else if (side === 1) crop.top = Math.round(top + share * (bottom - top));
    else if (side === 2) crop.right = Math.round(right - share * (right - left));
    else crop.bottom = Math.round(bottom - share * (bottom - top));
    const size = { widthPx: crop.right - crop.left, heightPx: crop.bottom - crop.top };
    const cropped = (source: Uint8Array, channels: number) => {
      const out = new Uint8Array(size.widthPx * size.heightPx * channels);
      for (let y = 0; y < size.heightPx; y++) {
        const from = ((y + crop.top) * truth.widthPx + crop.left) * channels;
        out.set(source.subarray(from, from + size.widthPx * channels), y * size.widthPx * channels);
      }
      return out;
    };
    const mask = { data: cropped(truth.data, 1), ...size, channels: 1 } as const;
    const smaller = { data: cropped(photo.data, 3), ...size, channels: 3 } as const;
    return { photo: smaller, truth: mask, cutout: cutWith(smaller, mask.data) };
  },
};

/**
 * Patches of one colour go over to the wrong side, as when a segmentation snaps to regions: the mask still follows edges of
 * the photo, just the wrong ones. No detector is made for it; it shows what an error of a kind nobody foresaw does.
 */
export const snapped = maskSimulation('snapped to regions', [], ({ photo, truth }, random) => {
  const alpha = truth.data.slice();
  const distance = signedDistance(truth);
  const keep = random() < 0.5;
  const sign = keep ? -1 : 1;
  const seed = pickPixel(
    truth.widthPx,
    truth.heightPx,
    random,
    (at) => sign * (distance[at] ?? 0) > 2 && sign * (distance[at] ?? 0) < 0.015 * diagonalOf(truth),
  );
  if (!seed) return alpha;
  const radiusPx = between(random, 0.2, 0.4) * Math.sqrt(areaOf(truth));
  const tolerance = between(random, 25, 45);
  const seedAt = seed.y * truth.widthPx + seed.x;
  const similar = truth.data.map((value, at) => {
    const near = Math.hypot((at % truth.widthPx) - seed.x, Math.floor(at / truth.widthPx) - seed.y) < radiusPx;
    return near && value >= 128 === !keep && colourDistance(photo, at, seedAt) < tolerance ? 1 : 0;
  });
  const { labels } = findComponents(similar, truth.widthPx, truth.heightPx, 1, 4);
  const label = labels[seedAt];
  return alpha.map((value, at) => (labels[at] === label && label !== 0 ? (keep ? 255 : 0) : value));
});

function colourDistance({ data }: RgbPixels, one: number, other: number): number {
  return Math.hypot(
    (data[one * 3] ?? 0) - (data[other * 3] ?? 0),
    (data[one * 3 + 1] ?? 0) - (data[other * 3 + 1] ?? 0),
    (data[one * 3 + 2] ?? 0) - (data[other * 3 + 2] ?? 0),
  );
}
