import { ForecourtError } from '../../packages/errors/src/index.ts';
import { createEngine } from '../../packages/sdk/src/engine/index.ts';
import type { Cutter } from './cutter.ts';

/** Forecourt's engine. */
export function createOurs(): Cutter {
  const engine = createEngine();
  return {
    queues: true,
    async cut(photo, { format, report }) {
      const { timings } = await engine.cutout(photo, { format, report });
      return { inferenceMs: timings.inferenceMs };
    },
    async pixels(photo) {
      const { image } = await engine.cutout(photo, { format: 'rgba', report: false });
      if (image.format !== 'rgba') throw new ForecourtError('INTERNAL', 'The engine gave another format than asked for.');
      return image.pixels;
    },
  };
}
