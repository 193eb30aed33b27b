import type { RgbPixels } from '../../pixels.ts';
import { convolveSeparable, gaussianKernel } from '../../raster/smooth.ts';
import type { DefectCode } from '../../report.ts';
import { between, type Random } from '../random.ts';
import { cutWith, type Simulation } from './simulation.ts';

function photoSimulation(
  name: string,
  expects: readonly DefectCode[],
  change: (photo: RgbPixels, random: Random) => RgbPixels,
): Simulation {
  return {
    name,
    expects,
    spoils: 'photo',
    apply: ({ photo, truth }, random) => {
      const changed = change(photo, random);
      return { photo: changed, truth, cutout: cutWith(changed, truth.data) };
    },
  };
}

function eachChannel(photo: RgbPixels, change: (channel: Float32Array) => Float32Array): RgbPixels {
  const data = new Uint8Array(photo.data.length);
  const plane = new Float32Array(data.length / 3);
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < plane.length; pixel++) plane[pixel] = photo.data[pixel * 3 + channel] ?? 0;
    const changed = change(plane);
    for (let pixel = 0; pixel < plane.length; pixel++) {
      data[pixel * 3 + channel] = Math.round(Math.min(255, Math.max(0, changed[pixel] ?? 0)));
    }
  }
  return { ...photo, data };
}

export const blur = photoSimulation('blur', ['BLURRED'], (photo, random) => {
  const kernel = gaussianKernel(between(random, 0.0015, 0.004) * Math.hypot(photo.widthPx, photo.heightPx));
  return eachChannel(photo, (channel) => convolveSeparable(channel, photo.widthPx, photo.heightPx, kernel, kernel));
});

/** The camera moved on a straight line, in any direction. */
export const motionBlur = photoSimulation('motion blur', ['MOTION_BLURRED', 'BLURRED'], (photo, random) => {
  const { widthPx, heightPx } = photo;
  const lengthPx = between(random, 0.006, 0.02) * Math.hypot(widthPx, heightPx);
  const angle = between(random, 0, Math.PI);
  const steps = Math.max(3, Math.round(lengthPx));
  const offsets = Array.from({ length: steps }, (_, step) => {
    const along = (step / (steps - 1) - 0.5) * lengthPx;
    return { dx: Math.round(along * Math.cos(angle)), dy: Math.round(along * Math.sin(angle)) };
  });
  return eachChannel(photo, (channel) =>
    channel.map((_, at) => {
      const x = at % widthPx;
      const y = Math.floor(at / widthPx);
      let sum = 0;
      for (const { dx, dy } of offsets) {
        const column = Math.min(widthPx - 1, Math.max(0, x + dx));
        const row = Math.min(heightPx - 1, Math.max(0, y + dy));
        sum += channel[row * widthPx + column] ?? 0;
      }
      return sum / steps;
    }),
  );
});

export const noise = photoSimulation('noise', ['NOISY'], (photo, random) => {
  const sigma = between(random, 8, 25);
  return eachChannel(photo, (channel) => channel.map((value) => value + sigma * gaussian(random)));
});

export const underExposure = photoSimulation('under-exposure', ['UNDEREXPOSED'], (photo, random) => {
  const light = between(random, 0.2, 0.5);
  return eachChannel(photo, (channel) => channel.map((value) => value * light));
});

export const overExposure = photoSimulation('over-exposure', ['OVEREXPOSED'], (photo, random) => {
  const light = between(random, 1.5, 2.6);
  return eachChannel(photo, (channel) => channel.map((value) => value * light));
});

export const haze = photoSimulation('haze', ['LOW_CONTRAST'], (photo, random) => {
  const kept = between(random, 0.2, 0.45);
  return eachChannel(photo, (channel) => channel.map((value) => 170 + (value - 128) * kept));
});

/** Box–Muller: one normal number from two even ones. */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
