/**
 * The level that parts counted levels best into two: the highest that belongs to the lower part. Null where there are not two levels.
 *
 * Source: Otsu, "A Threshold Selection Method from Gray-Level Histograms", IEEE Transactions on Systems, Man, and Cybernetics 9 (1979).
 * Of several that part equally well, as between two far peaks, it is the one in the middle.
 */
export function otsuLevel(counts: Uint32Array): number | null {
  let total = 0;
  let moment = 0;
  for (let level = 0; level < counts.length; level++) {
    total += counts[level] ?? 0;
    moment += level * (counts[level] ?? 0);
  }
  let [weight, sum, best, first, last] = [0, 0, 0, -1, -1];
  for (let level = 0; level < counts.length - 1; level++) {
    weight += counts[level] ?? 0;
    sum += level * (counts[level] ?? 0);
    if (weight === 0) continue;
    if (weight === total) break;
    const variance = weight * (total - weight) * (sum / weight - (moment - sum) / (total - weight)) ** 2;
    if (variance > best * (1 + 1e-12)) [best, first, last] = [variance, level, level];
    else if (variance >= best * (1 - 1e-12)) last = level;
  }
  return first < 0 ? null : (first + last) >> 1;
}
