/** sRGB's transfer curve for each of its 256 values (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

/**
 * An sRGB colour, 0 to 255, in OKLab: lightness 0 to 1, and two axes of colour. Distances there are about what an eye notices, and means look like
 * mixtures.
 *
 * Source: Ottosson, "A perceptual color space for image processing" (2020).
 */
export function oklabOf(red: number, green: number, blue: number): readonly [number, number, number] {
  const [r, g, b] = [linearOf(red), linearOf(green), linearOf(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The sRGB colour, in whole steps of 0 to 255, nearest to one of OKLab. */
export function rgbOfOklab(lightness: number, greenRed: number, blueYellow: number): readonly [number, number, number] {
  const l = (lightness + 0.3963377774 * greenRed + 0.2158037573 * blueYellow) ** 3;
  const m = (lightness - 0.1055613458 * greenRed - 0.0638541728 * blueYellow) ** 3;
  const s = (lightness - 0.0894841775 * greenRed - 1.291485548 * blueYellow) ** 3;
  return [
    stored(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    stored(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    stored(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function linearOf(value: number): number {
  const below = Math.floor(value);
  const share = value - below;
  const low = linear[below] ?? 0;
  return share === 0 ? low : low + share * ((linear[below + 1] ?? 1) - low);
}

function stored(value: number): number {
  const share = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, share)) * 255);
}
