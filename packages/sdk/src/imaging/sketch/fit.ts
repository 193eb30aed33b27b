import type { Area } from '../copy-area.ts';
import { centred } from '../operations/pad-to-aspect/pad-to-aspect.ts';
import type { ParsedTaker } from './taker.ts';

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The size that is sent, and where in it the picture lies, with its proportions. */
export interface Fit {
  readonly canvas: Size;
  readonly content: Area;
}

/**
 * Chooses the size that a model is given a picture in. Of a list the one that needs least padding; of a range the picture's own size, as near as the
 * range has it; else its own, within the limit on pixels. Proportions are kept: what is missing is padding.
 */
export function planFit(size: Size, { sizes, limits }: ParsedTaker, wanted?: Size): Fit {
  const most = limits.pixels ?? Number.POSITIVE_INFINITY;
  if (wanted) return within(size, wanted, Number.POSITIVE_INFINITY);
  if (sizes?.kind === 'list') return fitList(size, sizes.list, most);
  if (sizes?.kind === 'range') return fitRange(size, { ...sizes, mostPixels: Math.min(most, sizes.mostPixels ?? most) });
  const scale = Math.min(1, Math.sqrt(most / (size.widthPx * size.heightPx)));
  const canvas = { widthPx: Math.max(1, Math.floor(size.widthPx * scale)), heightPx: Math.max(1, Math.floor(size.heightPx * scale)) };
  return { canvas, content: { leftPx: 0, topPx: 0, ...canvas } };
}

function fitList(size: Size, list: readonly Size[], most: number): Fit {
  const allowed = list.filter(({ widthPx, heightPx }) => widthPx * heightPx <= most);
  const fits = (allowed.length > 0 ? allowed : list).map((canvas) => within(size, canvas, Number.POSITIVE_INFINITY));
  const used = ({ canvas, content }: Fit) => (content.widthPx * content.heightPx) / (canvas.widthPx * canvas.heightPx);
  const best = Math.max(...fits.map(used));
  // Among those that fit about as well: the smallest that loses nothing, else the largest.
  const good = fits.filter((fit) => used(fit) > best - 0.02).sort((one, other) => one.canvas.widthPx - other.canvas.widthPx);
  const chosen = good.find(({ content }) => content.widthPx >= size.widthPx) ?? good.at(-1);
  return chosen ?? within(size, size, 1);
}

interface Range {
  readonly leastPx: number;
  readonly mostPx: number;
  readonly multipleOf: number;
  readonly mostPixels: number;
}

function fitRange(size: Size, { leastPx, mostPx, multipleOf, mostPixels }: Range): Fit {
  const [long, short] = [Math.max(size.widthPx, size.heightPx), Math.min(size.widthPx, size.heightPx)];
  const largest = Math.min(mostPx / long, Math.sqrt(mostPixels / (long * short)));
  const scale = Math.min(largest, Math.max(1, leastPx / short));
  const [least, greatest] = [Math.ceil(leastPx / multipleOf) * multipleOf, Math.floor(mostPx / multipleOf) * multipleOf];
  const side = (px: number) => Math.max(least, Math.min(greatest, Math.ceil(Math.round(px * scale) / multipleOf) * multipleOf));
  let [width, height] = [side(size.widthPx), side(size.heightPx)];
  while (width * height > mostPixels && Math.max(width, height) > least) {
    if (width >= height) width -= multipleOf;
    else height -= multipleOf;
  }
  return within(size, { widthPx: width, heightPx: height }, scale);
}

function within(size: Size, canvas: Size, most: number): Fit {
  const scale = Math.min(most, canvas.widthPx / size.widthPx, canvas.heightPx / size.heightPx);
  const side = (px: number, limit: number) => Math.max(1, Math.min(limit, Math.round(px * scale)));
  const content = { widthPx: side(size.widthPx, canvas.widthPx), heightPx: side(size.heightPx, canvas.heightPx) };
  return { canvas, content: centred(content, canvas) };
}
