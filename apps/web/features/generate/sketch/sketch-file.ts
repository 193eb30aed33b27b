import { ForecourtError } from '@forecourt/errors';
import type { Offer } from '@forecourt/sdk/contract';
import { type Drawing, paperFormats } from './drawing.ts';
import { paintDrawing } from './paint.ts';

/** The drawing as a picture on white paper. In a browser. */
export async function sketchFile(drawing: Drawing): Promise<File> {
  return fileOf(await sketchCanvas(drawing).convertToBlob({ type: 'image/png' }));
}

/** The drawing as a model takes it: of a size and type that it knows, its proportions kept. In a browser. */
export async function preparedSketch(
  drawing: Drawing,
  offer: Offer,
  size: { readonly widthPx: number; readonly heightPx: number } | undefined,
): Promise<File> {
  // Fetched when somebody sends a sketch: nobody else needs it.
  const { prepareSketch } = await import('@forecourt/sdk/imaging/browser');
  const { bytes, mediaType } = await prepareSketch(sketchCanvas(drawing), {
    for: offer,
    preset: 'screen',
    ...(size === undefined ? {} : { size }),
  });
  return fileOf(new Blob([bytes.slice()], { type: mediaType }));
}

/** A photo or scan of a drawing on paper, as a clean white sheet: without shadows, grid and the colour of the paper. In a browser. */
export async function cleanedSheet(photo: File): Promise<File> {
  const { prepareSketch } = await import('@forecourt/sdk/imaging/browser');
  const { bytes, mediaType } = await prepareSketch(photo, { for: {}, preset: 'paper' });
  return fileOf(new Blob([bytes.slice()], { type: mediaType }));
}

function sketchCanvas(drawing: Drawing): OffscreenCanvas {
  const { widthPx, heightPx } = paperFormats[drawing.format];
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  if (brush === null) throw new ForecourtError('INTERNAL', 'This browser gives no canvas to draw on.', { hint: 'Try another browser.' });
  paintDrawing(brush, drawing);
  return canvas;
}

function fileOf(blob: Blob): File {
  return new File([blob], 'sketch', { type: blob.type });
}
