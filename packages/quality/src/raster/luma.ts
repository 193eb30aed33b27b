/** Luma of interleaved red, green, blue by the weights of ITU-R BT.601 in 1/256, 0 to 255. */
export function lumaOf(rgb: Uint8Array): Uint8Array {
  const luma = new Uint8Array(rgb.length / 3);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel++, at += 3) {
    luma[pixel] = (77 * (rgb[at] ?? 0) + 150 * (rgb[at + 1] ?? 0) + 29 * (rgb[at + 2] ?? 0) + 128) >> 8;
  }
  return luma;
}

/** How many of the pixels where `mask` is 1, or of all, have each level from 0 to 255. */
export function countLevels(luma: Uint8Array, mask: Uint8Array | undefined): Uint32Array {
  const counts = new Uint32Array(256);
  for (let at = 0; at < luma.length; at++) {
    if (mask && mask[at] !== 1) continue;
    const level = luma[at] ?? 0;
    counts[level] = (counts[level] ?? 0) + 1;
  }
  return counts;
}

/** The lowest level that `share` (0 to 1) of the counted pixels do not exceed; 255 if nothing was counted. */
export function percentileOf(counts: Uint32Array, share: number): number {
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  const level = counts.findIndex((count) => {
    sum += count;
    return sum > 0 && sum >= wanted;
  });
  return level < 0 ? 255 : level;
}
