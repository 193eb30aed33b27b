import type { MaskPixels, RgbPixels } from '@forecourt/quality';
import { type Area, copyArea } from '../../imaging/copy-area.ts';
import { type Resized, resizeRgb } from '../../imaging/decode/resized.ts';
import { scalePixels } from '../../imaging/scale.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { Segmenter } from '../session.ts';
import { closeUp, mergePasses } from './careful.ts';
import { tightenEdge } from './levels.ts';
import { mendMask } from './mend.ts';

/** The longer side of the grid on which two passes are merged: finer than any model's output, far cheaper than the photo. */
const mergeSidePx = 2048;

export interface Segmentation {
  /** The mask on a small grid, and the photo on the same grid: what colours are estimated from. */
  readonly mask: MaskPixels;
  readonly picture: RgbPixels;
  readonly inferenceMs: number;
}

export interface SegmentOptions {
  readonly careful: boolean;
  readonly mend: boolean;
  /** Called between steps, to end early by throwing. */
  readonly checkpoint: () => void;
}

/** From a photo to the car's mask: one pass or two, then what does not belong to the car goes and sure holes are closed. */
export async function segmentPhoto(
  photo: RgbPixels,
  segmenter: Segmenter,
  manifest: ModelManifest,
  options: SegmentOptions,
): Promise<Segmentation> {
  const { mend, checkpoint } = options;
  const first = await pass(photo, segmenter, manifest);
  checkpoint();
  if (!mend) return { ...first, mask: first.mask };

  const area = options.careful ? closeUp(mendMask(first.mask, first.picture), photo) : undefined;
  if (!area) return { ...first, mask: finish(first.mask, first.picture) };

  const second = await pass(copyArea(photo, area), segmenter, manifest);
  checkpoint();
  const scale = Math.min(1, mergeSidePx / Math.max(photo.widthPx, photo.heightPx));
  const [widthPx, heightPx] = [Math.round(photo.widthPx * scale), Math.round(photo.heightPx * scale)];
  const place = onGrid(area, scale, widthPx, heightPx);
  const { pixels: picture } = await resizeRgb(photo, widthPx, heightPx, { fit: 'stretch', kernel: 'linear' });
  // Before they are scaled: how steep an edge is, is known at the size at which the network drew it.
  const whole = await scaleMask(tightenEdge(first.mask), widthPx, heightPx);
  const detail = await scaleMask(tightenEdge(second.mask), place.widthPx, place.heightPx);
  const merged = mergePasses(whole, detail, place, picture);
  return { mask: mendMask(merged, picture), picture, inferenceMs: first.inferenceMs + second.inferenceMs };
}

/** The edge is tightened first: what is car and what is not is then judged where the edge will be. */
function finish(mask: MaskPixels, picture: RgbPixels): MaskPixels {
  return mendMask(tightenEdge(mask), picture);
}

/** One inference: the photo at the model's size, and its mask cut to the photo's share of it. */
async function pass(photo: RgbPixels, segmenter: Segmenter, { input }: ModelManifest): Promise<Segmentation> {
  const isLarger = photo.widthPx * photo.heightPx > input.widthPx * input.heightPx;
  const kernel = isLarger ? input.shrinkKernel : input.kernel;
  const resized = await resizeRgb(photo, input.widthPx, input.heightPx, { fit: input.fit, kernel });
  const { mask, inferenceMs } = await segmenter.segment(resized.pixels);
  const sameSize = mask.widthPx === input.widthPx && mask.heightPx === input.heightPx;
  const aligned = sameSize ? mask : await scaleMask(mask, input.widthPx, input.heightPx);
  return { ...withoutBars(aligned, resized), inferenceMs };
}

function withoutBars(mask: MaskPixels, { pixels, content }: Resized): { mask: MaskPixels; picture: RgbPixels } {
  if (content.widthPx === pixels.widthPx && content.heightPx === pixels.heightPx) return { mask, picture: pixels };
  return { mask: copyArea(mask, content), picture: copyArea(pixels, content) };
}

/** Cubic: edges stay as steep as the network drew them. */
export function scaleMask(mask: MaskPixels, widthPx: number, heightPx: number): Promise<MaskPixels> {
  return scalePixels(mask, widthPx, heightPx, 'cubic');
}

function onGrid(area: Area, scale: number, widthPx: number, heightPx: number): Area {
  const leftPx = Math.round(area.leftPx * scale);
  const topPx = Math.round(area.topPx * scale);
  return {
    leftPx,
    topPx,
    widthPx: Math.min(widthPx - leftPx, Math.max(1, Math.round(area.widthPx * scale))),
    heightPx: Math.min(heightPx - topPx, Math.max(1, Math.round(area.heightPx * scale))),
  };
}
