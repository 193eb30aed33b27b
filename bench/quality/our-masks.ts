import { ForecourtError } from '../../packages/errors/src/index.ts';
import type { MaskPixels, RgbaPixels } from '../../packages/quality/src/index.ts';
import type { CutoutOptionsInput, Engine } from '../../packages/sdk/src/engine/index.ts';
import { alphaOf } from '../material/masks.ts';

type Choices = Pick<CutoutOptionsInput, 'mend' | 'careful' | 'cleanEdges'>;

export async function cutoutBy(engine: Engine, photo: Uint8Array, choices: Choices, signal: AbortSignal): Promise<RgbaPixels> {
  const { image } = await engine.cutout(photo, { ...choices, format: 'rgba', report: false, signal });
  if (image.format !== 'rgba') throw new ForecourtError('INTERNAL', 'The engine gave another format than asked for.');
  return image.pixels;
}

export async function maskBy(engine: Engine, photo: Uint8Array, choices: Choices, signal: AbortSignal): Promise<MaskPixels> {
  return alphaOf(await cutoutBy(engine, photo, { ...choices, cleanEdges: false }, signal));
}
