import type { Area } from '../copy-area.ts';
import { lumaOnWhite } from '../on-white.ts';
import type { OperationCache, OperationContext, Picture } from '../operations/operation.ts';
import { padded } from '../operations/pad-to-aspect/pad-to-aspect.ts';
import { groundAround, widened } from '../text/cover.ts';
import { findText, type TextRegion } from '../text/find-text.ts';
import { type EncodedSketch, encodeWithin } from './encode-within.ts';
import { type Fit, planFit, type Size } from './fit.ts';
import { parseSketchOptions, type SketchOptions } from './options.ts';
import { paste } from './paste.ts';
import type { SketchStep } from './presets.ts';
import { cutPadding } from './restore.ts';
import type { Studio } from './studio.ts';

/** Something about a prepared sketch that its owner may want to know; `message` is a sentence for people. */
export interface SketchWarning {
  /** Of the picture's file, as `ANIMATED`; or `NOTHING_DRAWN`, `SHRUNK`, `ENLARGED`, `PADDED`, `LOSSY`, `TEXT_KEPT`, `TEXT_MASKED`. */
  readonly code: string;
  readonly message: string;
}

/** A sketch as a model takes it. */
export interface PreparedSketch extends EncodedSketch {
  readonly picture: Picture;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The size that it came in. */
  readonly original: Size;
  /** Where the sketch lies in the picture; the rest is padding. */
  readonly content: Area;
  /** Every step that was taken, in order. */
  readonly steps: readonly SketchStep[];
  /** Lines of text that were found on paper, in pixels of the cleaned sketch at `workedAt`. */
  readonly text: readonly TextRegion[];
  readonly workedAt: Size;
  readonly warnings: readonly SketchWarning[];
  /**
   * Cuts the padding off what a model made of it.
   *
   * @throws ForecourtError `ASPECT_MISMATCH` for other proportions than were sent
   */
  restore(result: Picture): Picture;
}

/** Makes `prepareSketch` for a runtime. */
export function createPrepareSketch<Input, ReadOptions extends { readonly signal?: AbortSignal | undefined }>(
  studio: Studio<Input, ReadOptions>,
): (input: Input, options: SketchOptions & ReadOptions & { readonly cache?: OperationCache | undefined }) => Promise<PreparedSketch> {
  return async (input, options) => {
    const { for: taker, preset, size, text, workingPx, cache, signal } = options;
    const parsed = parseSketchOptions({ for: taker, preset, size, text, workingPx });
    const context: OperationContext = { signal, cache };
    const decoded = await studio.decode(input, options);
    const working: readonly SketchStep[] = [{ operation: 'resize', widthPx: parsed.workingPx, heightPx: parsed.workingPx }];
    const clean = await studio.apply(decoded.pixels, [...working, ...parsed.preset.clean], context);
    const regions = parsed.text === 'ignore' ? [] : findText(clean).filter((region) => isOnPaper(clean, region));
    const masking: readonly SketchStep[] = parsed.text === 'mask' && regions.length > 0 ? [{ operation: 'mask-text' }] : [];
    const after = [...masking, ...parsed.preset.draw];
    const drawn = await studio.apply(clean, after, context);
    const finished =
      parsed.text === 'keep' && drawn !== clean
        ? paste(
            drawn,
            clean,
            regions.map((region) => widened(region, keptAroundPx, clean)),
          )
        : drawn;

    const fit = planFit(decoded.pixels, parsed.for, parsed.size);
    const { widthPx, heightPx } = fit.content;
    const fitting: SketchStep = { operation: 'resize', widthPx, heightPx, fit: 'stretch', enlarge: true };
    const fitted = await studio.apply(finished, [fitting], { signal });
    const picture = padded(fitted, fit.canvas, fit.content, { red: 255, green: 255, blue: 255 });
    const encoded = await encodeWithin(picture, parsed.for, studio.encode, signal);
    const { widthPx: originalWidth, heightPx: originalHeight } = decoded.pixels;
    const original = { widthPx: originalWidth, heightPx: originalHeight };
    const warnings = [...decoded.warnings, ...warningsOf({ clean, original, fit, encoded, regions, text: parsed.text })];
    return {
      ...encoded,
      picture,
      ...fit.canvas,
      original,
      content: fit.content,
      steps: [...working, ...parsed.preset.clean, ...after, fitting],
      text: regions,
      workedAt: { widthPx: clean.widthPx, heightPx: clean.heightPx },
      warnings,
      restore: (result) => cutPadding(result, fit),
    };
  };
}

/** Smooth edges of letters reach a little beyond their box. */
const keptAroundPx = 2;

/** Only on a sheet is text left out of what changes the drawing: a piece of a photo in a drawing would be worse than lost letters. */
function isOnPaper(clean: Picture, region: TextRegion): boolean {
  const ground = groundAround(clean, widened(region, Math.max(3, region.heightPx >> 2), clean));
  return (ground[3] ?? 255) < 32 || Math.min(...ground.subarray(0, 3)) > 200;
}

interface Made {
  readonly clean: Picture;
  readonly original: Size;
  readonly fit: Fit;
  readonly encoded: EncodedSketch;
  readonly regions: readonly TextRegion[];
  readonly text: 'keep' | 'mask' | 'ignore';
}

function warningsOf({ clean, original, fit: { canvas, content }, encoded, regions, text }: Made): SketchWarning[] {
  const found = `${regions.length === 1 ? 'A line of text was' : `${regions.length} lines of text were`} found`;
  const size = `${content.widthPx} × ${content.heightPx}`;
  const all: readonly (readonly [boolean, string, string])[] = [
    [isBlank(clean), 'NOTHING_DRAWN', 'Nothing is drawn on this sheet.'],
    [content.widthPx < original.widthPx, 'SHRUNK', `It was made smaller, to ${size} pixels.`],
    [content.widthPx > original.widthPx, 'ENLARGED', `It was made larger, to ${size} pixels.`],
    [
      canvas.widthPx !== content.widthPx || canvas.heightPx !== content.heightPx,
      'PADDED',
      'White was added at two sides, to keep its proportions.',
    ],
    [encoded.isLossy, 'LOSSY', `It is sent as ${encoded.format.toUpperCase()}, which loses a little.`],
    [text === 'keep' && regions.length > 0, 'TEXT_KEPT', `${found} and left as it is.`],
    [text === 'mask' && regions.length > 0, 'TEXT_MASKED', `${found} and covered.`],
  ];
  return all.flatMap(([applies, code, message]) => (applies ? [{ code, message }] : []));
}

function isBlank(picture: Picture): boolean {
  let [darkest, lightest] = [255, 0];
  for (const luma of lumaOnWhite(picture)) {
    if (luma < darkest) darkest = luma;
    if (luma > lightest) lightest = luma;
  }
  return lightest - darkest < 16;
}
