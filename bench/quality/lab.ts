/** A colour as CIE L*a*b* sees it: differences are what an eye notices. */
export type Lab = readonly [lightness: number, greenRed: number, blueYellow: number];

/** sRGB's transfer curve for each of its 256 values (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

/** White of daylight, D65. */
const white = [0.95047, 1, 1.08883] as const;

/** An sRGB colour, 0 to 255, in CIE L*a*b* of 1976 under D65. */
export function labOf(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [linear[Math.round(red)] ?? 0, linear[Math.round(green)] ?? 0, linear[Math.round(blue)] ?? 0];
  const x = root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / white[0]);
  const y = root((0.2126729 * r + 0.7151522 * g + 0.072175 * b) / white[1]);
  const z = root((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / white[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** ΔE of CIE 1976: about 2.3 is just noticed, black and white are 100 apart. */
export function deltaE76(one: Lab, other: Lab): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

function root(value: number): number {
  return value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116;
}
