// Drawings whose truth is known: where each line runs, how thick it is, which colours there are and where text stands.
import type { RgbPixels } from '@forecourt/quality';
import type { Area } from '../copy-area.ts';
import { seededRandom } from '../palette/seeded-random.ts';
import { type Point, strokes } from './letters.ts';

type Colour = readonly [red: number, green: number, blue: number];
const black: Colour = [0, 0, 0];

export interface Drawing {
  readonly picture: RgbPixels;
  line(points: readonly Point[], widthPx: number, colour?: Colour): void;
  circle(centre: Point, radiusPx: number, widthPx: number, colour?: Colour): void;
  disc(centre: Point, radiusPx: number, colour: Colour): void;
  box(area: Area, colour: Colour): void;
  /** Writes in plain strokes, and says where. */
  text(words: string, leftPx: number, topPx: number, heightPx: number, strokePx: number, colour?: Colour): Area;
}

/** A sheet to draw on. Edges of what is drawn are smooth: a pixel is covered by the part of it that lies inside. */
export function drawing(widthPx: number, heightPx: number, ground: Colour = [255, 255, 255]): Drawing {
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let at = 0; at < data.length; at += 3) data.set(ground, at);
  /** Paints where `outside` (pixels from the border, below 0 inside) says. */
  const paint = (
    { leftPx, topPx, widthPx: width, heightPx: height }: Area,
    colour: Colour,
    outside: (x: number, y: number) => number,
  ): void => {
    for (let y = Math.max(0, Math.floor(topPx)); y < Math.min(heightPx, topPx + height); y++) {
      for (let x = Math.max(0, Math.floor(leftPx)); x < Math.min(widthPx, leftPx + width); x++) {
        const share = Math.min(1, Math.max(0, 0.5 - outside(x + 0.5, y + 0.5)));
        if (share === 0) continue;
        const at = 3 * (y * widthPx + x);
        for (let channel = 0; channel < 3; channel++) {
          const below = data[at + channel] ?? 0;
          data[at + channel] = Math.round(below + share * ((colour[channel] ?? 0) - below));
        }
      }
    }
  };
  const around = (points: readonly Point[], by: number): Area => {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [left, top] = [Math.min(...xs) - by, Math.min(...ys) - by];
    return { leftPx: left, topPx: top, widthPx: Math.max(...xs) + by - left, heightPx: Math.max(...ys) + by - top };
  };
  const own: Drawing = {
    picture: { data, widthPx, heightPx, channels: 3 },
    line(points, width, colour = black) {
      for (const [index, from] of points.slice(0, -1).entries()) {
        const to = points[index + 1] ?? from;
        paint(around([from, to], width + 2), colour, (x, y) => distanceTo([x, y], from, to) - width / 2);
      }
    },
    circle: (centre, radius, width, colour = black) =>
      paint(
        around([centre], radius + width + 2),
        colour,
        (x, y) => Math.abs(Math.hypot(x - centre[0], y - centre[1]) - radius) - width / 2,
      ),
    disc: (centre, radius, colour) =>
      paint(around([centre], radius + 2), colour, (x, y) => Math.hypot(x - centre[0], y - centre[1]) - radius),
    box: (area, colour) => paint(area, colour, () => -1),
    text(words, leftPx, topPx, heightPx, strokePx, colour = black) {
      const inner = heightPx - strokePx;
      let left = leftPx;
      for (const letter of words) {
        for (const stroke of strokes[letter] ?? []) {
          own.line(
            stroke.map(([x, y]): Point => [left + strokePx / 2 + x * 0.6 * inner, topPx + strokePx / 2 + y * inner]),
            strokePx,
            colour,
          );
        }
        left += 0.6 * inner + strokePx + 0.22 * heightPx;
      }
      return { leftPx, topPx, widthPx: left - leftPx - 0.22 * heightPx, heightPx };
    },
  };
  return own;
}

function distanceTo([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy);
}

/** A car from the side in lines, with its wheels and windows; `scale` 1 is 600 × 300 pixels. */
export function drawCar(
  { line, circle }: Drawing,
  left: number,
  top: number,
  scale: number,
  widthPx: number,
  colour: Colour = black,
): void {
  const at = (x: number, y: number): Point => [left + x * scale, top + y * scale];
  line(
    [at(40, 220), at(50, 170), at(150, 150), at(230, 80), at(400, 80), at(470, 150), at(560, 170), at(565, 220), at(490, 222)],
    widthPx,
    colour,
  );
  line([at(410, 222), at(190, 222)], widthPx, colour);
  line([at(110, 222), at(40, 220)], widthPx, colour);
  line([at(180, 150), at(240, 95), at(300, 95), at(300, 150), at(180, 150)], widthPx, colour);
  line([at(315, 150), at(315, 95), at(390, 95), at(440, 150), at(315, 150)], widthPx, colour);
  for (const x of [150, 450]) {
    circle(at(x, 222), 38 * scale, widthPx, colour);
    circle(at(x, 222), 18 * scale, widthPx, colour);
  }
}

export interface PhotoOfPaper {
  /** How much of the light is left in the darkest corner. */
  readonly darkest?: number;
  /** A hand's shadow over the right part, with a soft border. */
  readonly shadow?: number;
  /** Deviation of the noise, in steps of 256. */
  readonly noise?: number;
  /** The colour of white paper under the lamp. */
  readonly tint?: Colour;
  readonly seed?: number;
}

/** A drawing as a phone sees it: uneven light, a shadow, the lamp's colour, noise. */
export function photographed(
  { data, widthPx, heightPx }: RgbPixels,
  { darkest = 0.6, shadow = 0.75, noise = 3, tint = [250, 240, 220], seed = 1 }: PhotoOfPaper = {},
): RgbPixels {
  const random = seededRandom(seed);
  const out = new Uint8Array(data.length);
  for (let y = 0, at = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, at += 3) {
      const away = Math.hypot(x / widthPx - 0.25, y / heightPx - 0.2) / 1.1;
      const inShadow = 1 / (1 + Math.exp(-(x - 0.72 * widthPx + 0.1 * y) / (0.015 * widthPx)));
      const light = (1 - (1 - darkest) * away * away) * (1 - (1 - shadow) * inShadow);
      const grain = noise * (random() + random() + random() + random() - 2) * Math.sqrt(3);
      for (let channel = 0; channel < 3; channel++) {
        const value = ((data[at + channel] ?? 0) / 255) * (tint[channel] ?? 255) * light + grain;
        out[at + channel] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return { data: out, widthPx, heightPx, channels: 3 };
}
