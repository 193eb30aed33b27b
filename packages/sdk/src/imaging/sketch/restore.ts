import { ForecourtError } from '@forecourt/errors';
import { copyArea } from '../copy-area.ts';
import type { Picture } from '../operations/operation.ts';
import type { Fit } from './fit.ts';

/** Models round sizes: so far may the proportions of what comes back be from those of what was sent. */
const mostDifference = 0.02;

/**
 * Cuts the padding off what a model made of a padded picture, at whatever size it came back.
 *
 * @throws ForecourtError `ASPECT_MISMATCH` for other proportions than were sent
 */
export function cutPadding(result: Picture, { canvas, content }: Fit): Picture {
  const across = result.widthPx / canvas.widthPx;
  const down = result.heightPx / canvas.heightPx;
  if (Math.abs(across / down - 1) > mostDifference) {
    const [came, went] = [`${result.widthPx} × ${result.heightPx}`, `${canvas.widthPx} × ${canvas.heightPx}`];
    throw new ForecourtError('ASPECT_MISMATCH', `What came back is ${came}, and ${went} was sent.`, {
      hint: 'Give the result that was made of this sketch, uncut.',
    });
  }
  const [left, top] = [Math.round(content.leftPx * across), Math.round(content.topPx * down)];
  const right = Math.min(result.widthPx, Math.max(left + 1, Math.round((content.leftPx + content.widthPx) * across)));
  const bottom = Math.min(result.heightPx, Math.max(top + 1, Math.round((content.topPx + content.heightPx) * down)));
  if (left === 0 && top === 0 && right === result.widthPx && bottom === result.heightPx) return result;
  return copyArea(result, { leftPx: left, topPx: top, widthPx: right - left, heightPx: bottom - top });
}
