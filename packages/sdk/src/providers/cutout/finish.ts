import { setImmediate } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import { assessCutout, type MaskPixels, type RgbaPixels, type RgbPixels } from '@forecourt/quality';
import type { Preview } from '../../engine/index.ts';
import { estimateColours } from '../../engine/matting/colours.ts';
import { composeCutout } from '../../engine/matting/compose.ts';
import { applyOperations, type DecodedImage, type EncodeOptions, encodeImage } from '../../imaging/index.ts';
import type { CutoutFormat } from '../provider.ts';

/**
 * A cutout of what a remover gave: its opacity, and the photo's own colours. So nothing that was done to the colours on the way is in it, and
 * edges are freed of the background as the local engine does it.
 *
 * @param maker for messages
 * @throws PROVIDER_ANSWER_INVALID where it has another size, or shows nothing, or everything
 */
export function composeFrom(maker: string, photo: RgbPixels, { pixels }: Pick<DecodedImage, 'pixels'>): RgbaPixels {
  const { widthPx, heightPx } = photo;
  if (pixels.widthPx !== widthPx || pixels.heightPx !== heightPx) {
    const text = `${maker} gave a cutout of ${pixels.widthPx} × ${pixels.heightPx} px for a photo of ${widthPx} × ${heightPx} px.`;
    const details = { widthPx: pixels.widthPx, heightPx: pixels.heightPx };
    throw new ForecourtError('PROVIDER_ANSWER_INVALID', text, { details });
  }
  if (pixels.channels !== 4) throw invalid(`${maker} gave a picture without transparency, where a cutout was asked for.`);
  const mask = opacityOf(pixels);
  const isVisible = mask.data.some((opacity) => opacity > 0);
  if (!isVisible) throw invalid(`${maker} removed everything: the cutout is empty.`);
  if (mask.data.every((opacity) => opacity === 255)) throw invalid(`${maker} removed nothing: the cutout is the whole photo.`);
  return composeCutout(photo, mask, estimateColours(photo, mask));
}

export interface Finishing {
  readonly format: CutoutFormat;
  readonly background: string | undefined;
  readonly quality: number | undefined;
  readonly previewWidthPx: number | undefined;
  readonly signal: AbortSignal;
}

/** The options that a cutout is encoded with. */
export function encodingOf({ format, background, quality }: Pick<Finishing, 'format' | 'background' | 'quality'>): EncodeOptions {
  const isLossy = format === 'webp' || format === 'avif' || format === 'jpeg';
  return { format, ...(background !== undefined && { background }), ...(isLossy && quality !== undefined && { quality }) };
}

/** Encodes a cutout and scores it meanwhile. */
export async function finish(photo: RgbPixels, cutout: RgbaPixels, finishing: Finishing) {
  const { signal } = finishing;
  const started = performance.now();
  const [bytes, preview, { report, reportMs }] = await Promise.all([
    encodeImage(cutout, encodingOf(finishing), { signal }),
    previewOf(cutout, finishing),
    assessAside(photo, cutout),
  ]);
  return { bytes, preview, report, reportMs, encodeMs: Math.max(0, performance.now() - started - reportMs) };
}

/** Lets the encoder begin, which takes a turn of the event loop, and then assesses, which blocks it. */
async function assessAside(photo: RgbPixels, cutout: RgbaPixels) {
  await setImmediate();
  const started = performance.now();
  const report = assessCutout({ photo, cutout });
  return { report, reportMs: performance.now() - started };
}

/** The cutout once more, small, where that is asked for. */
export async function previewOf(
  cutout: RgbaPixels | RgbPixels,
  { previewWidthPx, background, signal }: Pick<Finishing, 'previewWidthPx' | 'background' | 'signal'>,
): Promise<Preview | undefined> {
  if (previewWidthPx === undefined) return undefined;
  const small = await applyOperations(cutout, [{ operation: 'resize', widthPx: Math.min(previewWidthPx, cutout.widthPx) }], { signal });
  const bytes = await encodeImage(small, { format: 'webp', quality: 80, ...(background !== undefined && { background }) }, { signal });
  return { bytes, widthPx: small.widthPx, heightPx: small.heightPx };
}

function invalid(text: string): ForecourtError {
  return new ForecourtError('PROVIDER_ANSWER_INVALID', text);
}

function opacityOf({ data, widthPx, heightPx }: RgbaPixels): MaskPixels {
  const opacity = new Uint8Array(widthPx * heightPx);
  for (let at = 0; at < opacity.length; at++) opacity[at] = data[4 * at + 3] ?? 0;
  return { data: opacity, widthPx, heightPx, channels: 1 };
}
