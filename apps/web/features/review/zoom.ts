/** A size in CSS pixels. */
export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Point {
  readonly xPx: number;
  readonly yPx: number;
}

/**
 * How the picture lies in its frame: `scale` 1 shows all of it, `xPx` and `yPx` move its middle away from the frame's
 * middle. All views of one picture share one lie, so what was looked at stays under the eye.
 */
export interface Lie {
  readonly scale: number;
  readonly xPx: number;
  readonly yPx: number;
}

export const fitted: Lie = { scale: 1, xPx: 0, yPx: 0 };

/** One press of + or −: two presses double, as in photo programs. */
export const zoomStep = Math.SQRT2;

/** So many screen pixels stand for one of a small picture at most: beyond that it only looks bad. */
const largestFit = 2;

/** Size of the whole picture in the frame, with its own proportions. */
export function fitSize(picture: Size, frame: Size, devicePixelRatio = 1): Size {
  const scale = Math.min(frame.widthPx / picture.widthPx, frame.heightPx / picture.heightPx, largestFit / devicePixelRatio);
  return { widthPx: picture.widthPx * scale, heightPx: picture.heightPx * scale };
}

/** The largest useful zoom: four device pixels for one of the picture, where each pixel can be judged. */
export function largestScale(picture: Size, fit: Size, devicePixelRatio = 1): number {
  return Math.max(1, (4 * picture.widthPx) / (fit.widthPx * devicePixelRatio));
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value)) || 0;
}

/** Keeps the picture over the frame: where it is larger its edge may not leave the frame's, where it is smaller it stays in the middle. */
export function held(lie: Lie, fit: Size, frame: Size): Lie {
  const limitX = Math.max(0, (fit.widthPx * lie.scale - frame.widthPx) / 2);
  const limitY = Math.max(0, (fit.heightPx * lie.scale - frame.heightPx) / 2);
  return { scale: lie.scale, xPx: clamp(lie.xPx, limitX), yPx: clamp(lie.yPx, limitY) };
}

/** Zooms so that the point under the pointer, measured from the frame's middle, stays under it. */
export function zoomed(lie: Lie, factor: number, at: Point, fit: Size, frame: Size, largest: number): Lie {
  const scale = Math.min(largest, Math.max(1, lie.scale * factor));
  const grown = scale / lie.scale;
  return held({ scale, xPx: at.xPx - (at.xPx - lie.xPx) * grown, yPx: at.yPx - (at.yPx - lie.yPx) * grown }, fit, frame);
}

export function panned(lie: Lie, by: Point, fit: Size, frame: Size): Lie {
  return held({ ...lie, xPx: lie.xPx + by.xPx, yPx: lie.yPx + by.yPx }, fit, frame);
}

/** Factor of one turn of the wheel; the same for mice that count lines and trackpads that count pixels. */
export function wheelFactor(deltaY: number, deltaMode: number): number {
  // A line is some 16 px and a page some 400 (Firefox's own conversion): one notch of a mouse then is about a fifth.
  const pixels = deltaY * (deltaMode === 1 ? 16 : deltaMode === 2 ? 400 : 1);
  return Math.exp(-Math.min(200, Math.max(-200, pixels)) / 500);
}

/** What two fingers did: how much they spread and where their middle went. */
export function pinch(before: readonly [Point, Point], now: readonly [Point, Point]): { factor: number; middle: Point; by: Point } {
  const distance = ([a, b]: readonly [Point, Point]) => Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx);
  const middleOf = ([a, b]: readonly [Point, Point]) => ({ xPx: (a.xPx + b.xPx) / 2, yPx: (a.yPx + b.yPx) / 2 });
  const [from, to] = [middleOf(before), middleOf(now)];
  const factor = distance(before) === 0 ? 1 : distance(now) / distance(before);
  return { factor, middle: to, by: { xPx: to.xPx - from.xPx, yPx: to.yPx - from.yPx } };
}
