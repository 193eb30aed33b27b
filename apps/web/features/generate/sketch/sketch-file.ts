import { ForecourtError } from '@forecourt/errors';
import { type Drawing, paperFormats } from './drawing.ts';
import { paintDrawing } from './paint.ts';

/** The drawing as a picture on white paper. In a browser. */
export async function sketchFile(drawing: Drawing): Promise<File> {
  const { widthPx, heightPx } = paperFormats[drawing.format];
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  const brush = canvas.getContext('2d');
  if (brush === null) throw new ForecourtError('INTERNAL', 'This browser gives no canvas to draw on.', { hint: 'Try another browser.' });
  paintDrawing(brush, drawing);
  return new File([await canvas.convertToBlob({ type: 'image/png' })], 'sketch.png', { type: 'image/png' });
}
